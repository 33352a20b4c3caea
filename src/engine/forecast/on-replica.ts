import { join } from 'node:path';
import type { AbsolutePath } from '../../system/brand.ts';
import { attempt } from '../../system/attempt.ts';
import type { Failure } from '../../system/failure.ts';
import { readText, realpath } from '../../system/fs.ts';
import { makePassingDirectory } from '../../system/passing-directory.ts';
import { run, type Output } from '../../system/process.ts';
import { err, ok, type Result } from '../../system/result.ts';
import { removeTree, writeNew } from '../../system/write.ts';
import { foretoldCommand, type ForetoldCommand } from './command.ts';
import { cargoFailure, replicaFailure } from './failures.ts';
import { makeReplica, type Replica } from './replica.ts';
import { WRAPPER } from './stand-in.ts';

export interface ReplicaOptions {
  readonly workspaceRoot: AbsolutePath;
  /** Where in the workspace the command would run: cargo takes the package that it stands in. */
  readonly cwd: string;
  /** Of that workspace. Nothing is written to it, and no lock of cargo's is taken there. */
  readonly buildDirectory: AbsolutePath;
  readonly env: NodeJS.ProcessEnv;
  /** A cargo command that builds: `['build']`, `['test', '--no-run', '--release']`, … */
  readonly command: readonly string[];
  /** Units that are to look as if they had never been built, by their unit hashes. */
  readonly unbuilt?: ReadonlySet<string>;
  /** An empty directory in which each compilation is written down in full: see `stand-in.ts`. */
  readonly records?: string;
  readonly signal?: AbortSignal | undefined;
}

/** What cargo and the stand-ins said. */
export interface ReplicaRun extends Output {
  readonly replica: Replica;
  /** A line for each process that would have been started, in order. */
  readonly log: string;
}

/** Long enough for a cold start of cargo on a busy machine; it compiles nothing. */
const TIMEOUT_MS = 120_000;

/**
 * Runs a cargo command on a replica of the build directory, with a compiler that compiles nothing: it is cargo that
 * judges. No build script runs, nothing is downloaded, and `Cargo.lock` stays. The replica is there as long as `read` runs.
 */
export async function onReplica<T>(o: ReplicaOptions, read: (run: ReplicaRun) => T): Promise<Result<T, Failure>> {
  const command = foretoldCommand(o.command);
  if (!command.ok) return command;
  const temporary = attempt(() => makePassingDirectory('cargo-share-forecast-'));
  if (!temporary.ok) return err(replicaFailure(temporary.error.message));
  try {
    const ran = await runIn(realpath(temporary.value) ?? temporary.value, command.value, o);
    return ran.ok ? ok(read(ran.value)) : ran;
  } finally {
    attempt(() => removeTree(temporary.value));
  }
}

async function runIn(temporary: string, command: ForetoldCommand, o: ReplicaOptions): Promise<Result<ReplicaRun, Failure>> {
  const wrapper = join(temporary, 'rustc-wrapper');
  const log = join(temporary, 'log');
  const root = join(temporary, 'target');
  const made = attempt(() => {
    writeNew(wrapper, WRAPPER, { mode: 0o755 });
    writeNew(log, '');
    return makeReplica(o.buildDirectory, root, o.unbuilt);
  });
  if (!made.ok) return err(replicaFailure(made.error.message));
  // The two directories are given the very same text: cargo would wait for its own lock otherwise.
  const settings = [
    ['build.rustc-wrapper', wrapper],
    ['build.build-dir', root],
    ['build.target-dir', root],
  ].flatMap(([key, value]) => ['--config', `${key ?? ''}=${JSON.stringify(value)}`]);
  const own = [...['--offline', '--locked'].filter((option) => !command.options.includes(option)), '--verbose', '--jobs', '1', '--message-format', 'json', '--target-dir', root];
  // Behind the subcommand: `cargo clippy` hands on what stands there, and nothing else.
  const output = await run('cargo', [...command.toolchain, command.subcommand, '--color', 'never', ...settings, ...command.options, ...own], {
    cwd: o.cwd,
    env: environment(o, log),
    timeoutMs: TIMEOUT_MS,
    ...(o.signal !== undefined && { signal: o.signal }),
  });
  if (!output.ok) return err(cargoFailure(output.error, o.workspaceRoot));
  return ok({ ...output.value, log: readText(log) ?? '', replica: made.value });
}

/** A variable would win over the configuration that is given here, and a quiet terminal over `--verbose`. */
function environment({ env, records }: ReplicaOptions, log: string): NodeJS.ProcessEnv {
  const changed: NodeJS.ProcessEnv = { ...env, CARGO_SHARE_FORECAST: log, ...(records !== undefined && { CARGO_SHARE_RECORDS: records }) };
  for (const name of OVERRIDING) delete changed[name];
  return changed;
}

const OVERRIDING = [
  'RUSTC_WRAPPER',
  'CARGO_BUILD_RUSTC_WRAPPER',
  'CARGO_TARGET_DIR',
  'CARGO_BUILD_TARGET_DIR',
  'CARGO_BUILD_BUILD_DIR',
  'CARGO_BUILD_JOBS',
  'CARGO_TERM_QUIET',
  'CARGO_TERM_VERBOSE',
];
