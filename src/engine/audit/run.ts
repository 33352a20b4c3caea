import { stat } from '../../system/fs.ts';
import { run } from '../../system/process.ts';
import type { LayoutKind } from '../../units/model.ts';
import type { ObservedProcess } from '../observer/observed.ts';
import { readLog } from '../observer/read-log.ts';
import type { AuditedUnit, Mirror } from './model.ts';
import { processesOfRun } from './of-run.ts';
import type { Prepared } from './prepare.ts';
import { steersBuilds } from '../../units/variables.ts';

/** The programs that observe, and what they run in. */
export interface Observing {
  readonly observer: string;
  readonly gate: string;
  readonly env: NodeJS.ProcessEnv;
  readonly workspaceRoot: string;
  /** Configuration files above the donor that are not above the mirror; absolute. */
  readonly configFiles: readonly string[];
  /** Of the units: cargo is told to use no other. */
  readonly layout: LayoutKind;
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds on the `performance.now()` clock. */
  readonly deadline: number;
  /** Holds, by the same paths, directories that are listed in the place of others. */
  readonly listed?: string;
}

/** One command compiles nothing: what takes longer runs a script that compiles much. */
const MOST_MS = 15 * 60_000;

/** Runs cargo in the mirror, one command after the other, until every unit has been observed or nothing is left to try. What cargo said to the likeliest one. */
export async function observe(commands: readonly (readonly string[])[], units: readonly AuditedUnit[], o: Observing & { readonly mirror: Mirror; readonly prepared: Prepared }): Promise<string> {
  let said: string | undefined;
  let waiting = units;
  for (const round of tellingsOf(o.env)) {
    let tellings = round;
    for (const command of commands) {
      for (const told of tellings) {
        if (waiting.length === 0 || o.signal?.aborted === true || performance.now() > o.deadline) return said ?? '';
        const words = await runOne(command, told, o);
        said ??= words;
        const after = waiting.filter((unit) => !isObserved(unit, o.prepared));
        // With the wrong one no command meets any of the units.
        if (after.length < waiting.length) tellings = [told];
        waiting = after;
      }
    }
    if (waiting.length < units.length) break;
  }
  return said ?? '';
}

/**
 * What the shell may have told the build that is imitated, beside what it asked for: in the first round what is likely, this
 * shell's flags or none.
 */
function tellingsOf(env: NodeJS.ProcessEnv): readonly (readonly NodeJS.ProcessEnv[])[] {
  const flags = Object.entries(env).filter(([name]) => FLAGS.test(name));
  const shells = flags.length === 0 ? [{}] : [Object.fromEntries(flags), {}];
  return [shells, ['0', '1'].flatMap((CARGO_INCREMENTAL) => shells.map((shell) => ({ ...shell, CARGO_INCREMENTAL })))];
}

/** What becomes part of units' hashes (Cargo book, "Environment Variables"). */
const FLAGS = /^(?:RUSTFLAGS|CARGO_ENCODED_RUSTFLAGS|CARGO_BUILD_RUSTFLAGS|CARGO_PROFILE_\w+|CARGO_TARGET_\w+_(?:RUSTFLAGS|LINKER))$/;

async function runOne(command: readonly string[], told: NodeJS.ProcessEnv, o: Parameters<typeof observe>[2]): Promise<string> {
  const { mirror, prepared } = o;
  const files = o.configFiles.flatMap((path) => ['--config', path]);
  const locked = stat(`${o.workspaceRoot}/Cargo.lock`) === undefined ? [] : ['--locked'];
  const place = ['--config', `build.build-dir=${JSON.stringify(mirror.buildDirectory)}`, '--target-dir', mirror.buildDirectory];
  // Behind the command: `cargo clippy` hands on only what stands there.
  const args = [...command, ...onward(command), ...files, ...place, '--color', 'never', '--offline', ...locked, '--jobs', '1'];
  const env: NodeJS.ProcessEnv = {
    ...withoutShell(o.env),
    ...LAYOUTS[o.layout],
    ...told,
    ...(o.env['PATH'] !== undefined && { PATH: pathOfShell(o.env['PATH'], o.env['GIT_EXEC_PATH']) }),
    // Shells look whether it is where they are.
    PWD: o.workspaceRoot,
    TMPDIR: mirror.temporary,
    RUSTC_WRAPPER: o.gate,
    LD_PRELOAD: o.observer,
    CARGO_SHARE_OBSERVER: o.observer,
    CARGO_SHARE_OBSERVE_LOG: prepared.log,
    CARGO_SHARE_OBSERVE_WRITABLE: [mirror.worktree, mirror.temporary, ...(mirror.git === undefined ? [] : [mirror.git.own])].join(':'),
    CARGO_SHARE_GATE: prepared.gate,
    ...(o.listed !== undefined && { CARGO_SHARE_OBSERVE_LISTED: o.listed }),
  };
  const timeoutMs = Math.max(1000, Math.min(MOST_MS, o.deadline - performance.now()));
  const ended = await run('cargo', args, { cwd: o.workspaceRoot, env, timeoutMs, ...(o.signal !== undefined && { signal: o.signal }) });
  if (ended.ok) return ended.value.stderr;
  return 'stderr' in ended.error ? ended.error.stderr : ended.error.reason;
}

/** The gate hands out nothing for a unit that is left: the others are run all the same. Cargo's word for it differs (1.84 to 1.101). */
function onward(command: readonly string[]): string[] {
  const option = command.some((word) => word === 'test' || word === 'bench') ? '--no-fail-fast' : '--keep-going';
  return command.includes(option) ? [] : [option];
}

/** The shell's own variables stay the shell's: those that steer cargo, rustc and git belong to the build that is imitated. */
function withoutShell(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const kept = Object.entries(env).filter(([name]) => KEPT.test(name) || !steersBuilds(name));
  return Object.fromEntries(kept);
}

/** In a hook git's own programs stand before what the shell had. */
function pathOfShell(path: string, gitPrograms: string | undefined): string {
  return gitPrograms !== undefined && path.startsWith(`${gitPrograms}:`) ? path.slice(gitPrograms.length + 1) : path;
}

/** From 1.100 on cargo's own choice is one directory a unit; before, a flag on the nightly toolchain asks for it. */
const LAYOUTS: Readonly<Record<LayoutKind, NodeJS.ProcessEnv>> = {
  legacy: { __CARGO_TEMPORARY_BUILD_DIR_NEW_LAYOUT_OPT_OUT: '1' },
  'unit-dirs': { CARGO_UNSTABLE_BUILD_DIR_NEW_LAYOUT: 'true' },
};

const KEPT = /^RUSTC_BOOTSTRAP$/;

/** Whether a unit's records are there, complete or not. */
function isObserved(unit: AuditedUnit, prepared: Prepared): boolean {
  return unit.way === 'run' ? recordsOf(unit, prepared).length > 0 : isExpanded(unit, prepared);
}

/** The gate writes down how the compiler has ended. */
function isExpanded({ manifest }: AuditedUnit, { gate }: Prepared): boolean {
  return stat(`${gate}/expanded/${manifest.unitHash}.code`) !== undefined;
}

/** What was seen of a unit; empty where it has not run. */
export function recordsOf(unit: AuditedUnit, prepared: Prepared): ObservedProcess[] {
  const { way, manifest } = unit;
  const { log } = prepared;
  if (way === 'expand') return isExpanded(unit, prepared) ? readLog(`${log}/expand-${manifest.unitHash}`) : [];
  const [output] = manifest.directories;
  return output === undefined ? [] : processesOfRun(readLog(`${log}/run-${manifest.unitHash}`), output);
}
