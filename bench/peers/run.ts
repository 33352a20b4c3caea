import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { exec, type Environment } from '../../test/rig/process.ts';
import { disposeBase, openBase, type Base } from './base.ts';
import { makeProgram } from './right/program.ts';
import { tellStories } from './right/stories.ts';
import type { Sample, Verdict } from './sample.ts';
import type { Context, Scenario } from './scenarios/scenario.ts';
import { freshBranches, switchBack } from './scenarios/branches.ts';
import { disk } from './scenarios/disk.ts';
import { fourAtOnce } from './scenarios/at-once.ts';
import { freshBuild, freshCheck, freshTest } from './scenarios/fresh.ts';
import { overhead } from './scenarios/overhead.ts';
import { openTrial, type Trial } from './trial.ts';
import type { Way } from './way.ts';
import { findBumps, findEditPlaces } from './workspace.ts';
import type { Options } from './options.ts';

const SCENARIOS: readonly Scenario[] = [freshBuild, freshCheck, freshTest, freshBranches, switchBack, fourAtOnce, disk, overhead];

/** What a run holds open; ended in the reverse order. */
export type Cleanup = (() => Promise<void>)[];

export interface RunContext {
  readonly options: Options;
  /** The repository to clone. */
  readonly source: string;
  /** Holds everything that the run makes. */
  readonly common: string;
  readonly env: Environment;
  readonly cleanup: Cleanup;
  readonly say: (line: string) => void;
}

export interface Measurements {
  readonly samples: readonly Sample[];
  readonly verdicts: readonly Verdict[];
  /** Ways that a scenario broke with, and how. */
  readonly failures: readonly { readonly way: string; readonly what: string; readonly said: string }[];
}

/** All ways in turn within each round, each round beginning with another way. */
export async function runAll(run: RunContext, ways: readonly Way[]): Promise<Measurements> {
  const samples: Sample[] = [];
  const failures: { way: string; what: string; said: string }[] = [];
  const verdicts = run.options.only.includes('r') ? await judgeAll(run, ways) : [];
  const scenarios = SCENARIOS.filter(({ letters }) => [...letters].some((letter) => run.options.only.includes(letter)));
  if (scenarios.length === 0) return { samples, verdicts, failures };
  const trials = await openTrials(run, ways, scenarios, samples);
  const context = await contextOf(run, trials);
  for (let round = 0; round < run.options.rounds; round += 1) {
    for (const scenario of scenarios) {
      for (const trial of rotated(trials, round)) {
        const way = trial.way.name;
        try {
          const measured = await scenario.run(trial, context, round);
          samples.push(...measured.map((one) => ({ ...one, way, round })));
          for (const { measure, value } of measured) run.say(`round ${round + 1}  ${way}: ${measure} ${value.toFixed(value > 1e6 ? 0 : 3)}`);
        } catch (error) {
          failures.push({ way, what: scenario.letters, said: String(error) });
          run.say(`round ${round + 1}  ${way}: scenario ${scenario.letters} failed: ${String(error)}`);
        }
      }
    }
  }
  return { samples, verdicts, failures };
}

function rotated<T>(items: readonly T[], by: number): T[] {
  const at = items.length === 0 ? 0 : by % items.length;
  return [...items.slice(at), ...items.slice(0, at)];
}

/** Clones and builds each base, which is the first worktree of its ways. */
async function openTrials(run: RunContext, ways: readonly Way[], scenarios: readonly Scenario[], samples: Sample[]): Promise<Trial[]> {
  const builds = new Map(scenarios.flatMap((scenario) => scenario.builds.map((args) => [args.join(' '), args])));
  const trials: Trial[] = [];
  for (const name of new Set(ways.map((way) => way.base))) {
    const base = await open(run, name, run.source);
    const here = ways.filter((way) => way.base === name).map((way) => openTrial(way, base));
    const [leading] = here;
    if (leading === undefined) continue;
    await setUp(run, leading);
    await exec('cargo', ['fetch', '-q', '--locked'], { cwd: base.main, env: leading.env });
    const cold = await leading.build(base.main, ['build']);
    if (leading.way.cached === undefined) {
      samples.push({ measure: 'first worktree, cold', way: leading.way.name, round: 0, value: cold.seconds, compiled: cold.run.compiled.length });
    }
    run.say(`built ${name}: ${cold.seconds.toFixed(1)} s`);
    for (const args of builds.values()) await leading.build(base.main, args);
    for (const trial of here) await trial.way.enable?.(base, trial.env);
    trials.push(...here);
  }
  return ways.flatMap((way) => trials.find((trial) => trial.way === way) ?? []);
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
  const bumps = await findBumps(main, env, { wanted: rounds, compiled });
  run.say(bumps.length === 0 ? 'no dependency can be updated alone: left out' : `updates: ${bumps.map((b) => `${b.package} ${b.from} to ${b.to}`).join(', ')}`);
  return { places, bumps, worktrees, patience };
}

/** Each way in a small repository of its own. */
async function judgeAll(run: RunContext, ways: readonly Way[]): Promise<Verdict[]> {
  const verdicts: Verdict[] = [];
  const source = join(run.common, 'program');
  mkdirSync(source);
  await makeProgram(source, run.env);
  for (const [index, way] of ways.entries()) {
    const base = await open(run, `right-${index}`, source);
    const trial = openTrial(way, base);
    try {
      await setUp(run, trial);
      const found = await tellStories(trial, async () => way.enable?.(base, trial.env));
      verdicts.push(...found.map((finding) => ({ ...finding, way: way.name })));
      for (const { story, wrong } of found) run.say(`${way.name}: ${story}: ${wrong.length === 0 ? 'right' : `WRONG ${wrong.join(', ')}`}`);
    } finally {
      await way.tearDown?.(base, trial.env);
    }
  }
  return verdicts;
}
