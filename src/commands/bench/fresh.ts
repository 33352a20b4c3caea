import { join } from 'node:path';
import { attempt } from '../../system/attempt.ts';
import type { Failure } from '../../system/failure.ts';
import { INTERRUPTED } from '../../system/interruption.ts';
import { stat } from '../../system/fs.ts';
import { copyBytes } from '../../system/move.ts';
import { run, type ProcessFailure } from '../../system/process.ts';
import { err, ok, type Result } from '../../system/result.ts';
import type { BenchRequest, BenchSubject, FreshSample } from './bench.ts';
import type { BenchPlace } from './place.ts';

/** One worktree from `git worktree add` to the build after its first; warmed where `from` is given. */
export async function buildFresh(
  place: BenchPlace,
  request: BenchRequest,
  env: NodeJS.ProcessEnv,
  ...[name, from]: [name: string, from?: string]
): Promise<Result<FreshSample, Failure>> {
  let start = performance.now();
  const lap = (): number => {
    const now = performance.now();
    const seconds = (now - start) / 1000;
    start = now;
    return seconds;
  };
  const added = place.addWorktree(name, request.of.commit);
  if (!added.ok) return added;
  copyLockfile(request.of, added.value);
  const add = lap();
  const warmed = from === undefined ? ok(undefined) : await share(request, added.value, env, ['--quiet', 'warm', '--from', from]);
  if (!warmed.ok) return warmed;
  const warm = lap();
  const built = await cargo(request, added.value, env);
  if (!built.ok) return built;
  const build = lap();
  const again = await cargo(request, added.value, env);
  return again.ok ? ok({ add, warm, build, compiled: built.value, idle: lap() }) : again;
}

/** Each worktree builds in its own `target`, whatever the user's configuration says: relative values mean that. */
export function benchEnvironment(place: BenchPlace, env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return {
    ...env,
    CARGO_TARGET_DIR: 'target',
    CARGO_BUILD_BUILD_DIR: 'target',
    CARGO_TERM_COLOR: 'never',
    CARGO_SHARE_STORE: place.store,
  };
}

/** Where git ignores `Cargo.lock`, cargo would choose other versions than those that the user has. */
function copyLockfile({ worktree, workspace }: BenchSubject, to: string): void {
  const target = join(to, workspace, 'Cargo.lock');
  if (stat(target) === undefined) attempt(() => copyBytes(join(worktree, workspace, 'Cargo.lock'), target));
}

/** The number of crates that cargo compiled. */
async function cargo(request: BenchRequest, worktree: string, env: NodeJS.ProcessEnv): Promise<Result<number, Failure>> {
  const done = await run('cargo', request.command, { cwd: join(worktree, request.of.workspace), env, signal: request.signal });
  if (!done.ok) return err(buildFailure(request, done.error, worktree));
  return ok(done.value.stderr.split('\n').filter((line) => /^\s+(Compiling|Checking) /.test(line)).length);
}

export async function share(request: BenchRequest, worktree: string, env: NodeJS.ProcessEnv, args: readonly string[]): Promise<Result<void, Failure>> {
  const { node, script } = request.tool;
  const done = await run(node, [script, ...args], { cwd: join(worktree, request.of.workspace), env, signal: request.signal });
  return done.ok ? ok(undefined) : err(buildFailure(request, done.error, worktree));
}

function buildFailure({ signal, command }: BenchRequest, failure: ProcessFailure, path: string): Failure {
  if (signal.aborted) return INTERRUPTED;
  const said = 'stderr' in failure ? failure.stderr.trim().split('\n').slice(-12).join('\n') : failure.reason;
  return {
    code: 'build-failed',
    message: `\`cargo ${command.join(' ')}\` failed in a fresh worktree of HEAD.\n${said}`,
    path,
    hint: 'What is not committed is not there: see whether it builds after `git worktree add`.',
  };
}
