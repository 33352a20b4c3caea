import { homedir } from 'node:os';
import { join } from 'node:path';
import type { ExplainDocument, ExplainedUnitDocument } from '../../src/report/documents/explain.ts';
import type { SaveDocument } from '../../src/report/documents/save.ts';
import { MAIN_SCRIPT } from '../../test/rig/environment.ts';
import { parseCargoRun } from '../../test/rig/cargo-output.ts';
import { settle, worktreePath, type Base } from '../peers/base.ts';
import type { Application } from './applications.ts';
import { coldBuilds, type Cold } from './cold.ts';
import { judgePath, PATH_REASONS } from './judge-path.ts';
import { measured, type Measured } from './measured.ts';
import type { LeftOfCommand, LeftReason, LeftResult, LeftUnit, PathVerdict } from './result.ts';
import { CompileTimes } from './timings.ts';

type Looked = Pick<LeftResult, 'present' | 'refused' | 'setUp' | 'commands' | 'paths'>;

/** Builds the workspace in its main worktree, then in a fresh one at the same commit, and looks at what cargo did there. */
export async function lookAtWhatIsLeft(base: Base, application: Application, say: (line: string) => void): Promise<Looked> {
  const { main } = base;
  const { directory = '', commands } = application;
  const cold = await coldBuilds(base, application, say);
  say('  init');
  const init = await share(base, join(main, directory), ['init', '--json']);
  const saved = documentOf<SaveDocument>(await share(base, join(main, directory), ['save', '--json']));
  const fresh = worktreePath(base, 'fresh');
  const added = await measured('git', ['worktree', 'add', '-q', '--detach', fresh], { cwd: main, env: base.env });
  await settle(base);

  const looked = { base, fresh, workspace: join(fresh, directory), cold, times: new CompileTimes(cold.units) };
  const told: ToldBuild[] = [];
  for (const command of commands) {
    say(`  fresh: cargo ${command.join(' ')}`);
    told.push(await runThere(looked, command));
  }
  const refusals = saved.directories.flatMap((directory) => directory.refusals);
  return {
    present: saved.directories.reduce((sum, directory) => sum + directory.units, 0),
    refused: countBy(refusals.map(({ reason }) => reason)),
    setUp: { coldProcessorSeconds: cold.processorSeconds, initProcessorSeconds: init.processorSeconds, addSeconds: added.seconds },
    commands: told.map(({ left }) => left),
    paths: await judgeAll(told.flatMap(({ units }) => units), looked),
  };
}

interface There {
  readonly base: Base;
  readonly fresh: string;
  /** The cargo workspace in it. */
  readonly workspace: string;
  readonly cold: Cold;
  readonly times: CompileTimes;
}

interface ToldBuild {
  readonly left: LeftOfCommand;
  readonly units: readonly ExplainedUnitDocument[];
}

/** Asks `explain`, then lets cargo build, twice, and holds one against the other. */
async function runThere(o: There, command: readonly string[]): Promise<ToldBuild> {
  const asked = await share(o.base, o.workspace, ['explain', '--json', '--', ...command]);
  const { workspaces } = documentOf<ExplainDocument>(asked);
  const options = { cwd: o.workspace, env: o.base.env };
  const built = await measured('cargo', [...command, '-v', '--color', 'never'], options);
  const again = await measured('cargo', [...command, '-v', '--color', 'never'], options);
  const run = parseCargoRun(built);
  const all = workspaces.flatMap(({ units }) => units);
  const units = all.filter(({ state }) => state !== 'fresh');
  const foretold = new Set(workspaces.flatMap(({ builtPackages }) => builtPackages));
  return {
    units,
    left: {
      command: ['cargo', ...command].join(' '),
      units: all.length,
      coldProcessorSeconds: o.times.processorSecondsOf(all, o.cold.processorSeconds),
      freshProcessorSeconds: built.processorSeconds,
      againProcessorSeconds: again.processorSeconds,
      freshSeconds: built.seconds,
      againSeconds: again.seconds,
      explainSeconds: asked.seconds,
      left: units.map((unit) => leftUnit(unit, o)),
      disagreed: [...foretold].filter((name) => !run.compiled.includes(name)).concat(run.compiled.filter((name) => !foretold.has(name))),
    },
  };
}

function leftUnit(unit: ExplainedUnitDocument, { base, fresh, times }: There): LeftUnit {
  return {
    package: unit.package,
    version: unit.version,
    kind: unit.kind ?? '',
    target: unit.target ?? '',
    refusal: unit.unused === null ? null : withoutPaths(unit.unused.refusal, base, fresh),
    dirty: unit.dirty === null ? null : withoutPaths({ reason: unit.dirty }, base, fresh).reason,
    seconds: times.secondsOf(unit) ?? null,
  };
}

async function judgeAll(units: readonly ExplainedUnitDocument[], { base, fresh, workspace }: There): Promise<PathVerdict[]> {
  const verdicts: PathVerdict[] = [];
  for (const unit of units) {
    const refusal = unit.unused?.refusal;
    if (refusal === undefined || !PATH_REASONS.has(refusal.reason)) continue;
    const verdict = await judgePath(unit, { worktree: fresh, workspace }, base.env);
    const named = { package: unit.package, kind: unit.kind ?? '', target: unit.target ?? '', refusal };
    verdicts.push(withoutPaths({ ...named, ...verdict }, base, fresh));
  }
  return verdicts;
}

/** The same with the run's own directories replaced: a result names nothing of the machine. */
function withoutPaths<T extends LeftReason | PathVerdict>(value: T, base: Base, fresh: string): T {
  const text = JSON.stringify(value).replaceAll(base.main, '<main>').replaceAll(fresh, '<fresh>').replaceAll(base.root, '<run>').replaceAll(homedir(), '<home>');
  return JSON.parse(text) as T;
}

function share(base: Base, cwd: string, args: readonly string[]): Promise<Measured> {
  return measured(process.execPath, [MAIN_SCRIPT, ...args], { cwd, env: base.env });
}

function documentOf<T>({ stdout }: Measured): T {
  return JSON.parse(stdout) as T;
}

function countBy(names: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const name of names.toSorted()) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
}
