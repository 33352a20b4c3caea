import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { exec, type Environment } from '../../test/rig/process.ts';
import { disposeBase, openBase, settle, type Base } from './base.ts';
import { makeProgram } from './right/program.ts';
import { tellStories, type Finding } from './right/stories.ts';
import type { Sample, Verdict } from './sample.ts';
import type { Context, Scenario } from './scenarios/scenario.ts';
import { freshBranches, switchBack } from './scenarios/branches.ts';
import { disk } from './scenarios/disk.ts';
import { coldWays, measureCold } from './scenarios/cold.ts';
import { fourAtOnce } from './scenarios/at-once.ts';
import { freshBuild, freshCheck, freshTest } from './scenarios/fresh.ts';
import { overhead } from './scenarios/overhead.ts';
import { formatMeasured } from './medians.ts';
import { openTrial, type Trial } from './trial.ts';
import type { Way } from './way.ts';
import { findBumps, findEditPlaces } from './workspace.ts';
import type { Options } from './options.ts';

/** The disk is measured before other branches have left their builds in stores and caches. */
const SCENARIOS: readonly Scenario[] = [freshBuild, disk, freshCheck, freshTest, freshBranches, switchBack, fourAtOnce, overhead];

/** What a run holds open; ended in the reverse order. */
export type Cleanup = (() => Promise<void>)[];

export interface RunContext {
  readonly options: Options;
  /** Of `performance.now()`. */
  readonly started: number;
  /** The repository to clone. */
  readonly source: string;
  /** Holds everything that the run makes. */
  readonly common: string;
  readonly env: Environment;
  readonly cleanup: Cleanup;
  readonly say: (line: string) => void;
  /** Told of all that was measured after each scenario: a run that is ended early leaves what it has. */
  readonly keep: (measured: Measurements) => void;
}

export interface Measurements {
  readonly samples: readonly Sample[];
  readonly verdicts: readonly Verdict[];
  readonly failures: readonly Failed[];
}

/** A way that a scenario broke with, and how. */
interface Failed {
  readonly way: string;
  readonly what: string;
  readonly said: string;
}

/** {@link Measurements} as they come. */
interface Found {
  readonly samples: Sample[];
  readonly failures: Failed[];
}

/** All ways in turn within each round, each round beginning with another way. */
export async function runAll(run: RunContext, ways: readonly Way[]): Promise<Measurements> {
  const found: Found = { samples: [], failures: [] };
  const verdicts = run.options.only.includes('r') ? await judgeAll(run, ways, found) : [];
  const scenarios = SCENARIOS.filter(({ letters }) => [...letters].some((letter) => run.options.only.includes(letter)));
  if (scenarios.length === 0) return { ...found, verdicts };
  if (run.options.only.includes('g')) await measureColdBuilds(run, ways, found);
  const trials = await openTrials(run, ways, found);
  const context = await contextOf(run, trials);
  // Scenarios of one build together: what only later ones need must not be in a target directory that is copied.
  for (const builds of new Set(scenarios.map((scenario) => scenario.builds))) {
    if (isOver(run)) break;
    for (const name of new Set(trials.map(({ base }) => base.name))) {
      const leading = trials.find(({ base }) => base.name === name);
      for (const args of builds) await leading?.build(leading.base.main, args);
    }
    const group = scenarios.filter((scenario) => scenario.builds === builds);
    for (let round = 0; round < run.options.rounds; round += 1) {
      for (const scenario of group) {
        await runScenario({ run, scenario, trials: rotated(trials, round), context, round, found });
        run.keep({ ...found, verdicts });
      }
    }
  }
  return { ...found, verdicts };
}

async function runScenario(o: {
  readonly run: RunContext;
  readonly scenario: Scenario;
  readonly trials: readonly Trial[];
  readonly context: Context;
  readonly round: number;
  readonly found: Found;
}): Promise<void> {
  for (const trial of o.trials) {
    const way = trial.way.name;
    if (isOver(o.run)) return;
    try {
      const measured = await o.scenario.run(trial, o.context, o.round);
      o.found.samples.push(...measured.map((one) => ({ ...one, way, round: o.round })));
      for (const { measure, value } of measured) o.run.say(`round ${o.round + 1}  ${way}: ${measure}: ${formatMeasured(measure, value)}`);
    } catch (error) {
      fail(o.run, o.found, { way, what: `scenario ${o.scenario.letters}`, said: String(error) });
    }
  }
}

function isOver({ started, options }: RunContext): boolean {
  return performance.now() - started > options.minutes * 60_000;
}

function rotated<T>(items: readonly T[], by: number): T[] {
  const at = items.length === 0 ? 0 : by % items.length;
  return [...items.slice(at), ...items.slice(0, at)];
}

/** Clones and builds each base, which is the first worktree of its ways. Ways that cannot be set up here fall out. */
async function openTrials(run: RunContext, ways: readonly Way[], found: Found): Promise<Trial[]> {
  const trials: Trial[] = [];
  for (const name of new Set(ways.map((way) => way.base))) {
    const base = await open(run, name, run.source);
    const here = ways.filter((way) => way.base === name).map((way) => openTrial(way, base));
    try {
      await buildBase(run, here);
      trials.push(...here);
    } catch (error) {
      for (const { way } of here) fail(run, found, { way: way.name, what: 'set-up', said: String(error) });
    }
  }
  return ways.flatMap((way) => trials.find((trial) => trial.way === way) ?? []);
}

async function buildBase(run: RunContext, here: readonly Trial[]): Promise<void> {
  const [leading] = here;
  if (leading === undefined) return;
  const { base, env } = leading;
  await setUp(run, leading);
  await exec('cargo', ['fetch', '-q', '--locked'], { cwd: base.main, env });
  const cold = await leading.build(base.main, ['build']);
  run.say(`built ${base.name}: ${cold.seconds.toFixed(1)} s`);
  for (const trial of here) await trial.way.enable?.(base, trial.env);
}

/** In clones that are removed again, before anything has filled a cache. */
async function measureColdBuilds(run: RunContext, ways: readonly Way[], found: Found): Promise<void> {
  for (let round = 0; round < run.options.rounds; round += 1) {
    for (const way of rotated(coldWays(ways), round)) {
      if (isOver(run)) return;
      try {
        const directory = join(run.common, `cold-${ways.indexOf(way)}-${round}`);
        const one = await measureCold({ way, source: run.source, directory, programs: run.options.peers });
        found.samples.push({ ...one, way: way.name, round });
        run.say(`round ${round + 1}  ${way.name}: ${one.measure}: ${formatMeasured(one.measure, one.value)}`);
      } catch (error) {
        fail(run, found, { way: way.name, what: 'scenario g', said: String(error) });
      }
    }
  }
}

/** In results `~` stands for the run's temporary directory. */
function fail(run: RunContext, { failures }: Found, failure: Failed): void {
  failures.push({ ...failure, said: failure.said.replaceAll(run.common, '~') });
  run.say(`${failure.way}: ${failure.what} failed: ${failure.said}`);
}

async function open(run: RunContext, name: string, source: string): Promise<Base> {
  const base = await openBase({ name, source, common: run.common, programs: run.options.peers });
  run.cleanup.push(async () => disposeBase(base));
  return base;
}

async function setUp(run: RunContext, { way, base, env }: Trial): Promise<void> {
  const { tearDown } = way;
  if (tearDown !== undefined) run.cleanup.push(() => tearDown(base, env));
  await way.setUp?.(base, env);
}

async function contextOf(run: RunContext, trials: readonly Trial[]): Promise<Context> {
  const [trial] = trials;
  if (trial === undefined) throw new Error('no way is left to be tried');
  const { rounds, worktrees, patience, only } = run.options;
  const { main, env } = trial.base;
  const places = await findEditPlaces(main, env);
  run.say(`edits: ${places.leaf} (leaf), ${places.core} (core)`);
  if (!only.includes('b')) return { places, bumps: [], worktrees, patience };
  const tree = await exec('cargo', ['tree', '--prefix', 'none', '-e', 'normal,build'], { cwd: main, env });
  const compiled = new Set(tree.stdout.split('\n').map((line) => line.split(' ')[0] ?? ''));
  // In a clone of its own: a lock file that was written again makes cargo build what watches its whole package.
  const updates = join(run.common, 'updates');
  await exec('git', ['clone', '-q', run.source, updates], { cwd: run.common, env });
  const bumps = await findBumps(updates, env, { wanted: rounds, compiled });
  run.say(bumps.length === 0 ? 'no dependency can be updated alone: left out' : `updates: ${bumps.map((b) => `${b.package} ${b.from} to ${b.to}`).join(', ')}`);
  return { places, bumps, worktrees, patience };
}

/** Each way in small repositories of its own, one for each round. */
async function judgeAll(run: RunContext, ways: readonly Way[], found: Found): Promise<Verdict[]> {
  const source = join(run.common, 'program');
  mkdirSync(source);
  await makeProgram(source, run.env);
  const verdicts: Verdict[] = [];
  for (const [index, way] of ways.entries()) {
    const findings: Finding[] = [];
    for (let round = 0; round < run.options.rounds; round += 1) {
      try {
        findings.push(...(await judge(run, await open(run, `right-${index}-${round}`, source), way)));
      } catch (error) {
        fail(run, found, { way: way.name, what: 'scenario r', said: String(error) });
      }
    }
    for (const story of new Set(findings.map((finding) => finding.story))) {
      const rounds = findings.filter((finding) => finding.story === story);
      const wrong = [...new Set(rounds.flatMap((finding) => finding.wrong))];
      const times = [rounds.filter((finding) => finding.wrong.length > 0).length, rounds.length] as const;
      verdicts.push({ way: way.name, story, wrong, times });
      run.say(`${way.name}: ${story}: ${wrong.length === 0 ? 'right' : `WRONG in ${times.join(' of ')}: ${wrong.join(', ')}`}`);
    }
  }
  return verdicts;
}

async function judge(run: RunContext, base: Base, way: Way): Promise<Finding[]> {
  const trial = openTrial(way, base);
  try {
    await setUp(run, trial);
    return await tellStories(trial, async () => way.enable?.(base, trial.env));
  } finally {
    await way.tearDown?.(base, trial.env);
    await settle(base);
    disposeBase(base);
  }
}
