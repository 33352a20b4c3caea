import { join } from 'node:path';
import type { LayoutKind } from '../../src/units/model.ts';
import type { CargoCommand, History, Move } from './history.ts';
import { expectedOf } from './model.ts';
import { make } from './moves/make.ts';
import { looksAtLibraries, observe, type Observed } from './observe.ts';
import { scratchProbes } from './scratch.ts';
import { viewTree } from './tree.ts';
import type { Way } from './ways/way.ts';
import { noCounts, type Answers } from './questions/answers.ts';
import { askQuestions } from './questions/ask.ts';
import { createWorld, type Place, type World } from './world.ts';

/** A probe that shows something else than a scratch build's would. */
export interface Wrong {
  /** Index of the move; -1 is the first build. */
  readonly step: number;
  readonly worktree: string;
  readonly probe: string;
  readonly expected: string;
  readonly actual: string;
}

/** What one history gave. */
export interface Outcome {
  readonly wrong: readonly Wrong[];
  readonly compared: number;
  /** Builds whose scratch build was made as well, to check the model. */
  readonly scratched: number;
  readonly moves: number;
  /** Units of the first builds in new worktrees. */
  readonly first: { readonly needed: number; readonly fresh: number };
  readonly all: { readonly needed: number; readonly fresh: number };
  readonly placed: number;
  readonly refusals: Readonly<Record<string, number>>;
  readonly answers: Answers;
  readonly script: readonly string[];
  /** The worktree that each move was made in. */
  readonly places: readonly string[];
}

/** How a history is run. */
export interface Setting {
  readonly way: Way;
  readonly layout: LayoutKind;
  /** Where its temporary directory is made. */
  readonly directory: string;
  /** Every so many compared builds the model is checked with a scratch build; 0: never. */
  readonly scratchEvery: number;
  /** Every so many builds `which` and `explain` are asked, where the way says so; 0: never. */
  readonly askEvery: number;
}

const ENVIRONMENTS = [{}, { CAMPAIGN_TEXT: 'one', CAMPAIGN_SCRIPT: 'first' }, { CAMPAIGN_TEXT: 'two' }] as const;

interface Counters {
  builds: number;
  readonly answers: Answers;
  compared: number;
  scratched: number;
  moves: number;
  placed: number;
  readonly first: { needed: number; fresh: number };
  readonly all: { needed: number; fresh: number };
  readonly refusals: Record<string, number>;
  readonly wrong: Wrong[];
  readonly places: string[];
}

/** Runs one history in one way and compares everything that it builds with the model. */
export async function runHistory(history: History, setting: Setting): Promise<Outcome> {
  const { way } = setting;
  // What a stranger leaves running may stay: only the hooks of this tool come to an end by themselves.
  const waits = way.isOurs && !history.hurried;
  const counters: Counters = {
    builds: 0, answers: { counts: noCounts(), wrong: [], falseNo: [] }, compared: 0, scratched: 0, moves: 0, placed: 0, first: { needed: 0, fresh: 0 }, all: { needed: 0, fresh: 0 }, refusals: {}, wrong: [], places: [],
  };
  const world = await createWorld(history, { ...setting, settles: way.isOurs });
  try {
    await way.begin?.(world);
    await build({ world, setting, counters, step: -1 }, world.worktrees[0]!, { kind: 'cargo', at: 0, command: 'build', env: 0 });
    await way.built?.(world);
    for (const [step, move] of history.moves.entries()) {
      const place = world.worktrees[move.at % world.worktrees.length]!;
      world.note(`# ${step}: ${JSON.stringify(move)}`);
      counters.moves += 1;
      counters.places.push(place.name);
      if (move.kind === 'cargo') await build({ world, setting, counters, step }, place, move);
      else await other({ world, setting, counters, step }, place, move);
      const newest = world.worktrees.at(-1)!;
      if (move.kind === 'add-worktree' && move.build && newest.isNew) {
        if (waits) await world.settle();
        await build({ world, setting, counters, step }, newest, { kind: 'cargo', at: 0, command: 'build', env: 0 });
      }
      if (waits) await world.settle();
    }
  } finally {
    await way.end?.(world);
    await world.dispose();
  }
  return { ...counters, script: world.script };
}

interface Step {
  readonly world: World;
  readonly setting: Setting;
  readonly counters: Counters;
  readonly step: number;
}

async function other(o: Step, place: Place, move: Exclude<Move, { readonly kind: 'cargo' }>): Promise<void> {
  const run = await make(o.world, o.setting.way, place, move);
  if (run === undefined) return;
  o.counters.placed += run.placed;
  for (const { reason } of run.refusals) o.counters.refusals[reason] = (o.counters.refusals[reason] ?? 0) + 1;
  if (run.status !== 0) wrong(o, place, { probe: 'tool', expected: 'status 0', actual: `status ${run.status}: ${run.message}` });
}

function wrong(o: Step, place: Place, what: Pick<Wrong, 'probe' | 'expected' | 'actual'>): void {
  o.counters.wrong.push(wrongOf(o, place, what));
}

function wrongOf(o: Step, place: Place, what: Pick<Wrong, 'probe' | 'expected' | 'actual'>): Wrong {
  const tidy = (text: string): string => text.replaceAll(o.world.base, '~');
  return { step: o.step, worktree: place.name, probe: what.probe, expected: tidy(what.expected), actual: tidy(what.actual) };
}

async function build(o: Step, place: Place, move: Extract<Move, { readonly kind: 'cargo' }>): Promise<void> {
  const { world, setting, counters } = o;
  const { command } = move;
  const env = { ...ENVIRONMENTS[move.env % ENVIRONMENTS.length], ...setting.way.environment?.(world) };
  const head = await world.git(place, ['rev-parse', 'HEAD']);
  const here = (libraries: boolean): Parameters<typeof expectedOf>[2] => ({
    tree: viewTree(world.root(place)),
    commit: head.stdout.trim(),
    env,
    profile: isRelease(command) ? 'release' : 'debug',
    libraries,
    gitValue: world.gitValue,
  });
  const expected = expectedOf(world.history, command, here(looksAtLibraries(command)));
  const cargo = setting.way.cargo ?? ['cargo'];
  const outputs = setting.way.buildDirectory?.(world);
  const act = (): Promise<Observed> => observe(world, { place, command, env, cargo, ...(outputs === undefined ? {} : { outputs }) });
  const { questions } = setting.way;
  const isAsked = questions !== undefined && setting.askEvery > 0 && (counters.builds + world.history.moves.length) % setting.askEvery === 0;
  counters.builds += 1;
  const seen = isAsked
    ? await askQuestions(world, {
        place,
        command,
        env,
        directory: join(world.root(place), 'target', isRelease(command) ? 'release' : 'debug'),
        outputs,
        expected: expectedOf(world.history, 'run', here(false)),
        explains: questions === 'which-and-explain',
        turn: counters.builds,
        answers: counters.answers,
        say: (what) => counters.answers.wrong.push(wrongOf(o, place, what)),
        act,
      })
    : await act();
  count(o, place, command, seen);
  compare(o, place, expected, seen);
  if (expected !== undefined && setting.scratchEvery > 0 && counters.compared % setting.scratchEvery === 0 && comparable(command)) {
    counters.scratched += 1;
    const scratch = await scratchProbes(world, { place, command, env, cargo });
    compareProbes(expected, scratch, (probe, value, actual) => {
      throw new Error(`the model is wrong: ${probe} is ${actual} in a scratch build, not ${value}\n${world.script.join('\n')}`);
    });
  }
}

/** Whether a command builds with the release profile; that of benches inherits it. */
const isRelease = (command: CargoCommand): boolean => command === 'release' || command === 'bench';

/** Whether a command shows what it built. */
const comparable = (command: CargoCommand): boolean => command !== 'check' && command !== 'clippy' && command !== 'doc';

function count({ counters }: Step, place: Place, command: CargoCommand, seen: Observed): void {
  if (comparable(command)) counters.compared += 1;
  const add = (to: { needed: number; fresh: number }): void => {
    to.needed += seen.units.needed;
    to.fresh += seen.units.fresh;
  };
  add(counters.all);
  if (place.isNew && comparable(command) && !isRelease(command) && command !== 'test' && command !== 'example' && seen.status === 0) add(counters.first);
  if (comparable(command)) place.isNew = false;
}

function compare(o: Step, place: Place, expected: ReturnType<typeof expectedOf>, seen: Observed): void {
  if ((expected === undefined) !== (seen.status !== 0)) {
    wrong(o, place, {
      probe: 'build',
      expected: expected === undefined ? 'fails' : 'succeeds',
      actual: seen.status === 0 ? 'succeeded' : `status ${seen.status}: ${seen.messages.slice(-1500)}`,
    });
    return;
  }
  if (expected === undefined) return;
  compareProbes(expected, seen.probes, (probe, value, actual) => wrong(o, place, { probe, expected: value, actual }));
}

function compareProbes(expected: Readonly<Record<string, string>>, seen: Readonly<Record<string, string>>, differs: (probe: string, expected: string, actual: string) => void): void {
  for (const probe of new Set([...Object.keys(expected), ...Object.keys(seen)])) {
    if (expected[probe] !== seen[probe]) differs(probe, expected[probe] ?? 'nothing', seen[probe] ?? 'nothing');
  }
}
