import type { ExplainDocument, ExplainedUnitDocument } from '../../src/documents/explain.ts';
import type { SaveDocument } from '../../src/documents/save.ts';
import { MAIN_SCRIPT } from '../../test/rig/environment.ts';
import { parseCargoRun, type CargoRun } from '../../test/rig/cargo-output.ts';
import { exec } from '../../test/rig/process.ts';
import { settle, worktreePath, type Base } from '../peers/base.ts';
import { judgePath, PATH_REASONS } from './judge-path.ts';
import type { LeftOfCommand, LeftReason, LeftResult, LeftUnit, PathVerdict } from './result.ts';
import { CompileTimes, joinTimings, readTimings } from './timings.ts';

const BUILD = ['build'];
const TEST = ['test', '--no-run'];

type Looked = Pick<LeftResult, 'present' | 'refused' | 'commands' | 'paths'>;

/** Builds the workspace in its main worktree, then in a fresh one at the same commit, and looks at what cargo did there. */
export async function lookAtWhatIsLeft(base: Base, say: (line: string) => void): Promise<Looked> {
  const { main } = base;
  say('  cold: cargo build');
  await cargo(base, main, [...BUILD, '--timings']);
  const built = readTimings(main);
  say('  cold: cargo test --no-run');
  await cargo(base, main, [...TEST, '--timings']);
  const all = joinTimings(built, readTimings(main));
  const saved = await share<SaveDocument>(base, main, ['save', '--json']);
  await share(base, main, ['init', '--json']);
  const fresh = worktreePath(base, 'fresh');
  await exec('git', ['worktree', 'add', '-q', '--detach', fresh], { cwd: main, env: base.env });
  await settle(base);

  const looked = { base, fresh, times: new CompileTimes(all) };
  say('  fresh: cargo build');
  const first = await runThere({ ...looked, total: new CompileTimes(built).total }, { args: BUILD, for: 'build' });
  say('  fresh: cargo test --no-run');
  const second = await runThere({ ...looked, total: looked.times.total }, { args: TEST, for: 'test' });
  const refusals = saved.directories.flatMap((directory) => directory.refusals);
  const units = [...first.units, ...second.units];
  return {
    present: saved.directories.reduce((sum, directory) => sum + directory.units, 0),
    refused: countBy(refusals.map(({ reason }) => reason)),
    commands: [first.left, second.left],
    paths: await judgeAll(units, looked),
  };
}

interface There {
  readonly base: Base;
  readonly fresh: string;
  readonly times: CompileTimes;
}

interface ThereBuild {
  readonly left: LeftOfCommand;
  readonly units: readonly ExplainedUnitDocument[];
}

/** Asks `explain`, then lets cargo build, and holds one against the other. */
async function runThere(o: There & { readonly total: number }, command: { readonly args: readonly string[]; readonly for: string }): Promise<ThereBuild> {
  const explained = await share<ExplainDocument>(o.base, o.fresh, ['explain', '--json', '--for', command.for]);
  const run = await cargo(o.base, o.fresh, command.args);
  const workspaces = explained.workspaces;
  const all = workspaces.flatMap(({ units }) => units);
  const units = all.filter(({ state }) => state !== 'fresh');
  const foretold = new Set(workspaces.flatMap(({ builtPackages }) => builtPackages));
  const left = units.map((unit) => leftUnit(unit, o));
  return {
    units,
    left: {
      command: ['cargo', ...command.args].join(' '),
      units: all.length,
      coldSeconds: o.total,
      left,
      disagreed: [...foretold].filter((name) => !run.compiled.includes(name)).concat(run.compiled.filter((name) => !foretold.has(name))),
    },
  };
}

function leftUnit(unit: ExplainedUnitDocument, { base, fresh, times }: There): LeftUnit {
  const seconds = times.secondsOf(unit);
  if (seconds === undefined) throw new Error(`cargo's timings do not have ${unit.package} ${unit.kind ?? ''} ${unit.target ?? ''}`);
  return {
    package: unit.package,
    version: unit.version,
    kind: unit.kind ?? '',
    target: unit.target ?? '',
    refusal: unit.unused === null ? null : withoutPaths(unit.unused.refusal, base, fresh),
    seconds,
  };
}

async function judgeAll(units: readonly ExplainedUnitDocument[], { base, fresh }: There): Promise<PathVerdict[]> {
  const verdicts: PathVerdict[] = [];
  for (const unit of units) {
    const refusal = unit.unused?.refusal;
    if (refusal === undefined || !PATH_REASONS.has(refusal.reason)) continue;
    const verdict = await judgePath(unit, fresh, base.env);
    const named = { package: unit.package, kind: unit.kind ?? '', target: unit.target ?? '', refusal };
    verdicts.push(withoutPaths({ ...named, ...verdict }, base, fresh));
  }
  return verdicts;
}

/** The same with the run's own directories replaced: a result names nothing of the machine. */
function withoutPaths<T extends LeftReason | PathVerdict>(value: T, base: Base, fresh: string): T {
  const text = JSON.stringify(value).replaceAll(base.main, '<main>').replaceAll(fresh, '<fresh>').replaceAll(base.root, '<run>');
  return JSON.parse(text) as T;
}

async function cargo(base: Base, cwd: string, args: readonly string[]): Promise<CargoRun> {
  const exit = await exec('nice', ['cargo', ...args, '--color', 'never'], { cwd, env: base.env });
  return parseCargoRun(exit);
}

async function share<T>(base: Base, cwd: string, args: readonly string[]): Promise<T> {
  const { stdout } = await exec(process.execPath, [MAIN_SCRIPT, ...args], { cwd, env: base.env });
  return JSON.parse(stdout) as T;
}

function countBy(names: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const name of names.toSorted()) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
}
