import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { copyRepository, fits, without } from '../mutation/copy.ts';
import type { Rule } from '../mutation/rule.ts';
import { rulesNamed } from '../mutation/rules/all.ts';
import { buildCopy } from '../mutation/run-tests.ts';
import type { Options } from './options.ts';
import { TRIALS, type Trial } from './rule-accidents.ts';
import type { Say } from './runner.ts';

/** Whether the campaign noticed that a rule was out. */
export interface Noticed {
  readonly rule: string;
  readonly file: string;
  /**
   * `noticed`: something came out wrong. `covered`: only when others were out too, and not when those alone were.
   * `broken`: a history could not be run at all. `stale`: the edit does not fit.
   */
  readonly outcome: 'noticed' | 'covered' | 'broken' | 'unnoticed' | 'stale';
  /** Histories that were run with the rule out. */
  readonly histories: number;
  /** What came out wrong first. */
  readonly by: string;
  /** The parts that the workspaces were made of; all where it is empty. */
  readonly parts: readonly string[];
  /** The accidents that the histories were made of; moves of every kind where it is empty. */
  readonly accidents: readonly string[];
  /** Rules that stand in the way of the same accident. */
  readonly coveredBy: readonly string[];
}

/** Histories after which a rule counts as unnoticed, unless `--runs` says otherwise. */
const MOST_HISTORIES = 6;
/** One setting: the rules are the same in all of them. */
const SETTING = 'by hand, legacy';

/** As in {@link Trial}; the accidents may come from the command line. */
type TriedWith = Omit<Trial, 'accidents'> & { readonly accidents: readonly string[] };
type Ran = Pick<Noticed, 'histories' | 'by'> & { readonly outcome: 'noticed' | 'broken' | 'unnoticed' };

interface Bench {
  readonly copy: string;
  readonly options: Options;
  /** What came of a trial with some rules out. */
  readonly known: Map<string, Ran>;
}

/** Takes each rule out of a copy in turn and runs the same histories until one comes out wrong. */
export async function runMutations(
  options: Options,
  { known, say, save }: { readonly known: ReadonlySet<string>; readonly say: Say; readonly save: (noticed: readonly Noticed[]) => void },
): Promise<readonly Noticed[]> {
  const bench: Bench = { copy: copyRepository(), options, known: new Map() };
  const end = performance.now() + options.minutes * 60_000;
  const all: Noticed[] = [];
  try {
    for (const rule of inQuestion(options).filter(({ name }) => !known.has(name))) {
      if (performance.now() > end) break;
      const noticed = await tryRule(bench, rule, trialOf(rule, options));
      all.push(noticed);
      save(all);
      say(`${noticed.outcome.padEnd(9)}  ${String(noticed.histories).padStart(3)}  ${rule.name}  ${noticed.coveredBy.join('; ')}  ${noticed.by}`);
    }
  } finally {
    rmSync(bench.copy, { recursive: true, force: true });
  }
  return all;
}

/** Those that are named; without names, those for which histories are named: moves of every kind seldom meet a rule. */
function inQuestion({ words }: Options): readonly Rule[] {
  return words.length > 0 ? rulesNamed(words) : rulesNamed([]).filter(({ name }) => TRIALS.has(name));
}

/** As the command line says, else what is named for the rule, else everything. */
function trialOf(rule: Rule, { parts, accidents }: Options): TriedWith {
  if (parts.length > 0 || accidents.length > 0) return { parts, accidents };
  return TRIALS.get(rule.name) ?? { parts: [], accidents: [] };
}

async function tryRule(bench: Bench, rule: Rule, trial: TriedWith): Promise<Noticed> {
  const { parts, accidents, also = [] } = trial;
  const about = { rule: rule.name, file: rule.file, parts, accidents, coveredBy: [] };
  if (!fits(bench.copy, rule)) return { ...about, outcome: 'stale', histories: 0, by: '' };
  const ran = await runWithout(bench, [rule], trial);
  const others = also.map((name) => ruleCalled(name));
  if (ran.outcome !== 'unnoticed' || others.length === 0) return { ...about, ...ran };
  // Where something is wrong without the others, they are what stands in the way, and this rule does nothing here.
  if ((await runWithout(bench, others, trial)).outcome !== 'unnoticed') return { ...about, ...ran };
  const together = await runWithout(bench, [rule, ...others], trial);
  if (together.outcome !== 'noticed') return { ...about, ...ran };
  return { ...about, outcome: 'covered', histories: ran.histories, by: together.by, coveredBy: also };
}

function ruleCalled(name: string): Rule {
  const found = rulesNamed([name]).find((rule) => rule.name === name);
  if (found === undefined) throw new Error(`no such rule: ${name}`);
  return found;
}

async function runWithout(bench: Bench, rules: readonly Rule[], trial: TriedWith): Promise<Ran> {
  const key = JSON.stringify([rules.map(({ name }) => name).toSorted(), trial.parts, trial.accidents]);
  const ran = bench.known.get(key) ?? (await withoutAll(bench.copy, rules, () => runHistories(bench, trial)));
  bench.known.set(key, ran);
  return ran;
}

function withoutAll(copy: string, [first, ...more]: readonly Rule[], act: () => Ran): Ran | Promise<Ran> {
  return first === undefined ? act() : without(copy, first, () => withoutAll(copy, more, act));
}

function runHistories({ copy, options }: Bench, { parts, accidents }: TriedWith): Ran {
  try {
    buildCopy(copy);
  } catch (error) {
    return { outcome: 'broken', histories: 0, by: error instanceof Error ? error.message : String(error) };
  }
  const runs = Math.min(options.runs, MOST_HISTORIES);
  const args = ['--runs', String(runs), '--seed', String(options.seed), '--minutes', '30', '--jobs', String(options.jobs)];
  if (parts.length > 0) args.push('--parts', parts.join(','));
  if (accidents.length > 0) args.push('--accidents', accidents.join(','));
  const run = spawnSync(
    process.execPath,
    ['--import', 'tsx', join(copy, 'test/campaign/campaign.ts'), ...args, '--scratch', '0', '--ask', '0', '--settings', SETTING, '--bail', '--directory', options.directory],
    { cwd: copy, encoding: 'utf8', maxBuffer: 2 ** 28 },
  );
  const histories = run.stdout.split('\n').filter((line) => /^\d+ .*: (?:right|WRONG)/.test(line)).length;
  const first = run.stdout.split('\n').find((line) => / at -?\d+: /.test(line))?.trim() ?? '';
  if (run.status === 0) return { outcome: 'unnoticed', histories, by: '' };
  if (run.status === 1 && first !== '') return { outcome: 'noticed', histories, by: first };
  const broken = run.stdout.split('\n').find((line) => line.includes('BROKEN')) ?? run.stderr;
  return { outcome: 'broken', histories, by: broken.slice(0, 300) };
}
