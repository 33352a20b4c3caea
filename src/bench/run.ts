import { join } from 'node:path';
import type { Repository } from '../git/repository.ts';
import { probePlacement } from '../place/probe.ts';
import { copyBytes } from '../system/move.ts';
import { attempt } from '../system/attempt.ts';
import type { Failure } from '../system/failure.ts';
import { stat } from '../system/fs.ts';
import { diskUse } from '../system/physical.ts';
import { run, type ProcessFailure } from '../system/process.ts';
import { err, ok, type Result } from '../system/result.ts';
import type { BenchRequest, BenchResult, FreshSample } from './bench.ts';
import { healPlaces, openPlace, type BenchPlace } from './place.ts';

/**
 * Builds a commit from nothing in one temporary worktree, and then in fresh ones that are warmed from it.
 * Everything is in a place of its own, which is gone at the end, whatever the end is.
 */
export async function runBench(repository: Repository, request: BenchRequest): Promise<Result<BenchResult, Failure>> {
  const healed = healPlaces(repository, request.worktree);
  if (!healed.ok) return healed;
  for (const directory of healed.value) request.onStep({ step: 'heal', directory });
  const place = openPlace(repository, request.worktree);
  if (!place.ok) return place;
  let measured: Result<BenchResult, Failure> = err(INTERRUPTED);
  try {
    measured = await measure(place.value, request);
  } finally {
    request.onStep({ step: 'clean-up' });
    const removed = place.value.remove();
    if (!removed.ok && measured.ok) measured = removed;
  }
  return measured;
}

const INTERRUPTED: Failure = { code: 'interrupted', message: 'The measurement was interrupted; its worktrees are removed.' };

async function measure(place: BenchPlace, request: BenchRequest): Promise<Result<BenchResult, Failure>> {
  const env = environment(place, request.env);
  const { commit, workspace, command, rounds, onStep } = request;
  onStep({ step: 'from-nothing', directory: place.directory });
  const cold = await fresh(place, request, env, 'from-nothing');
  if (!cold.ok) return cold;
  onStep({ step: 'save' });
  const source = join(place.directory, 'from-nothing');
  const save = await timed(() => share(request, source, env, ['--quiet', 'save']));
  if (!save.ok) return save;
  const samples: FreshSample[] = [];
  for (let round = 1; round <= rounds; round += 1) {
    onStep({ step: 'fresh', round, rounds });
    const sample = await fresh(place, request, env, `fresh-${round}`, source);
    if (!sample.ok) return sample;
    samples.push(sample.value);
  }
  const { add, build, compiled } = cold.value;
  return ok({
    commit,
    workspace,
    command,
    fromNothing: { seconds: add + build, compiled },
    save: save.value,
    fresh: samples,
    disk: measureDisk(place, workspace, rounds),
  });
}

/** One worktree from `git worktree add` to the build after its first; warmed where `from` is given. */
async function fresh(
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
  const added = place.addWorktree(name, request.commit);
  if (!added.ok) return added;
  copyLockfile(request, added.value);
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
function environment(place: BenchPlace, env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return {
    ...env,
    CARGO_TARGET_DIR: 'target',
    CARGO_BUILD_BUILD_DIR: 'target',
    CARGO_TERM_COLOR: 'never',
    CARGO_SHARE_STORE: place.store,
  };
}

/** Where git ignores `Cargo.lock`, cargo would choose other versions than those that the user has. */
function copyLockfile({ worktree, workspace }: BenchRequest, to: string): void {
  const target = join(to, workspace, 'Cargo.lock');
  if (stat(target) === undefined) attempt(() => copyBytes(join(worktree, workspace, 'Cargo.lock'), target));
}

/** The number of crates that cargo compiled. */
async function cargo(request: BenchRequest, worktree: string, env: NodeJS.ProcessEnv): Promise<Result<number, Failure>> {
  const done = await run('cargo', request.command, { cwd: join(worktree, request.workspace), env, signal: request.signal });
  if (!done.ok) return err(buildFailure(request, done.error, worktree));
  return ok(done.value.stderr.split('\n').filter((line) => /^\s+(Compiling|Checking) /.test(line)).length);
}

async function share(request: BenchRequest, worktree: string, env: NodeJS.ProcessEnv, args: readonly string[]): Promise<Result<void, Failure>> {
  const { node, script } = request.tool;
  const done = await run(node, [script, ...args], { cwd: join(worktree, request.workspace), env, signal: request.signal });
  return done.ok ? ok(undefined) : err(buildFailure(request, done.error, worktree));
}

async function timed(work: () => Promise<Result<void, Failure>>): Promise<Result<number, Failure>> {
  const start = performance.now();
  const done = await work();
  return done.ok ? ok((performance.now() - start) / 1000) : done;
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

function measureDisk(place: BenchPlace, workspace: string, rounds: number): BenchResult['disk'] {
  const target = (name: string): string => join(place.directory, name, workspace, 'target');
  const freshTargets = Array.from({ length: rounds }, (_, index) => target(`fresh-${index + 1}`));
  const kept = [place.store, target('from-nothing')];
  const everything = diskUse([...kept, ...freshTargets]).physical;
  return {
    fromNothing: diskUse([target('from-nothing')]).physical,
    eachFresh: (everything - diskUse(kept).physical) / rounds,
    logical: diskUse([target('fresh-1')]).logical,
    atMost: probePlacement({ from: target('from-nothing'), to: target('fresh-1') }) === 'reflink',
  };
}
