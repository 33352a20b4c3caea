import { spawnSync } from 'node:child_process';
import { describeMachine } from '../../bench/machine.ts';
import { historyOf } from './arbitrary.ts';
import type { History } from './history.ts';
import { judge, type Verdict } from './judge.ts';
import type { Options } from './options.ts';
import { DRAWN } from './parts/all.ts';
import { addVerdict, saveResults, type Results } from './results.ts';
import type { NamedSetting, Settings } from './settings.ts';
import { shrink } from './shrink.ts';
import { withoutPlace } from '../support/without-place.ts';

/** How long one failure of this tool, and one of an alternative, may be made smaller. */
const SHRINK_MS = 120_000;
const SHRINK_OTHERS_MS = 45_000;
/** Failures of one setting that are made smaller; of an alternative one is enough to show it. */
const MOST_SHRUNK = 12;

export type Say = (line: string) => void;

/** Runs histories until there are enough, the time is over or the machine says stop; saves as it goes. */
export async function runCampaign(options: Options, settings: Settings, say: Say): Promise<Results> {
  const started = performance.now();
  const end = started + options.minutes * 60_000;
  const results: Results = {
    schema: 1,
    machine: await describeMachine(options.directory, process.env),
    commit: commitHere(),
    started: new Date().toISOString(),
    seed: options.seed,
    seconds: 0,
    settings: {},
    failures: [],
    broken: [],
    missing: settings.missing,
  };
  const parts = options.parts.length > 0 ? options.parts : DRAWN;
  let next = 0;
  const lane = async (): Promise<void> => {
    while (next < options.runs && performance.now() < end && !(options.bail && results.failures.length > 0)) {
      const index = next;
      next += 1;
      const setting = settings.all[index % settings.all.length]!;
      const seed = options.seed + Math.floor(index / (options.settings.length > 0 ? settings.all.length : 1));
      try {
        await runOne({ setting, history: historyOf(seed, parts, options.accidents), seed, results, say, shrinks: !options.bail });
      } catch (error) {
        const message = error instanceof Error ? error.message : String(error);
        results.broken.push({ setting: setting.name, seed, message: withoutPlace(message) });
        say(`${seed} ${setting.name}: BROKEN ${message}`);
      }
      results.seconds = Math.round((performance.now() - started) / 1000);
      if (options.output !== undefined) saveResults(options.output, results);
    }
  };
  await Promise.all(Array.from({ length: options.jobs }, lane));
  return results;
}

/** The commit under test; a copy of the repository has none. */
export function commitHere(): string {
  const git = spawnSync('git', ['rev-parse', '--short', 'HEAD'], { cwd: import.meta.dirname, encoding: 'utf8' });
  return git.status === 0 ? git.stdout.trim() : 'unknown';
}

async function runOne(o: { readonly setting: NamedSetting; readonly history: History; readonly seed: number; readonly results: Results; readonly say: Say; readonly shrinks: boolean }): Promise<void> {
  const { setting, history, seed, results, say } = o;
  const verdict = await judge(history, setting);
  addVerdict(results, setting.name, verdict);
  const { outcome } = verdict;
  const state = verdict.ours.length === 0 ? 'right' : `WRONG ${verdict.ours.length}`;
  say(`${seed} ${setting.name}: ${state}, ${outcome.compared} builds, ${outcome.first.fresh}/${outcome.first.needed} reused, ${verdict.cargoAlone.length} wrong with cargo alone`);
  for (const words of outcome.answers.falseNo) say(`  no, and right: ${words}`);
  if (verdict.ours.length === 0) return;
  const known = results.failures.filter((failure) => failure.setting === setting.name).length;
  const small = o.shrinks && known < (setting.way.isOurs ? MOST_SHRUNK : 1) ? await smallest(history, setting, verdict) : { history, verdict };
  results.failures.push({ setting: setting.name, seed, wrong: small.verdict.ours, history: small.history, script: small.verdict.outcome.script });
  for (const wrong of small.verdict.ours) say(`  ${wrong.worktree} at ${wrong.step}: ${wrong.probe} is ${wrong.actual}, not ${wrong.expected}`);
  for (const line of small.verdict.outcome.script) say(`    ${line}`);
}

/** Shrinks a failing history; scratch builds are left out, the model has been checked. */
async function smallest(history: History, setting: NamedSetting, verdict: Verdict): Promise<{ readonly history: History; readonly verdict: Verdict }> {
  let best = { history, verdict };
  const probes = new Set(verdict.ours.map((wrong) => wrong.probe));
  const fails = async (candidate: History): Promise<boolean> => {
    const judged = await judge(candidate, { ...setting, scratchEvery: 0, askEvery: verdict.outcome.answers.wrong.length > 0 ? 1 : 0 });
    if (!judged.ours.some((wrong) => probes.has(wrong.probe))) return false;
    best = { history: candidate, verdict: judged };
    return true;
  };
  await shrink(history, fails, performance.now() + (setting.way.isOurs ? SHRINK_MS : SHRINK_OTHERS_MS));
  return best;
}
