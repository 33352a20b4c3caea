import { setTimeout as sleep } from 'node:timers/promises';
import type { AbsolutePath } from '../../system/brand.ts';
import type { Failure } from '../../system/failure.ts';
import { acquireFlock, inheritedFlock, isOnNfs, type FileLock } from '../../system/flock.ts';
import { errorCode, realpath, stat } from '../../system/fs.ts';
import { INTERRUPTED, type Stopping } from '../../system/interruption.ts';
import { err, ok, type Result } from '../../system/result.ts';

/** Gives the locks back; a second call does nothing. */
export interface Release {
  (): void;
  /** Open files that hold them: whoever else has these open goes on holding the locks. */
  readonly files: readonly number[];
}

export type LockRequest = {
  readonly targetDirectory: AbsolutePath;
  readonly buildDirectory: AbsolutePath;
  /** `debug`, `<triple>/debug`, …, below both. */
  readonly profileDirectory: string;
  /** A lock file that is not there counts as free and is not made: for those who only ask. */
  readonly leaveMissing?: boolean;
  /** Open files that may hold the locks already, from the process that has started this one. */
  readonly inherited?: readonly number[] | undefined;
} & (
  | { readonly mode: 'try' }
  | {
      readonly mode: 'wait';
      /** How long to go on trying, in milliseconds. */
      readonly deadlineMs: number;
      /** Ends the wait; the failure is `interrupted`. */
      readonly signal?: Stopping | undefined;
      /** Called once, when the first attempt has met a busy lock; `path` is its file. */
      readonly onWait: (path: string) => void;
    }
);

/**
 * Keeps every cargo from building in a profile directory, by the locks that cargo itself takes (flock(2)).
 * A lock that some cargo holds gives `target-directory-busy`; a file system without locks counts as locked,
 * and so does NFS, where cargo takes none.
 *
 * Sound with these files, all exclusively (cargo's `core/compiler/layout.rs`):
 * - to 1.95, `.cargo-lock` in the profile directory of the build directory and, but for `cargo check`,
 *   of the target directory;
 * - from 1.96, `.cargo-build-lock` in the build directory, then always a shared `.cargo-lock` in the target
 *   directory, then `.cargo-artifact-lock`.
 * Never is one lock held while waiting for the next: cargo, which does wait so, cannot deadlock with us.
 */
export async function lockProfile(request: LockRequest): Promise<Result<Release, Failure>> {
  const inherited = inheritedLocks(request);
  if (inherited !== undefined) return ok(inherited);
  const deadline = performance.now() + (request.mode === 'wait' ? request.deadlineMs : 0);
  let waited = false;
  for (;;) {
    const attempt = await tryAll(request);
    if (attempt.ok) return attempt;
    const { problem, path } = attempt.error;
    if (problem === 'unusable') {
      const message = 'The lock of the target directory cannot be opened.';
      return err({ code: 'target-directory-unusable', message, path, hint: 'check who owns the file' });
    }
    if (request.mode === 'wait' && request.signal?.aborted === true) return err(INTERRUPTED);
    if (performance.now() >= deadline) {
      const message = 'Another cargo is building in this directory.';
      return err({ code: 'target-directory-busy', message, path, hint: 'Once it has finished, the next git hook or `cargo share warm` goes on.' });
    }
    if (!waited && request.mode === 'wait') request.onWait(path);
    waited = true;
    await sleep(POLL_MS);
  }
}

const POLL_MS = 20;

/** Where one of the locks came along, all that kept cargo out when they were taken did: who has started since waits for them. */
function inheritedLocks(request: LockRequest): Release | undefined {
  const { inherited = [] } = request;
  if (inherited.length === 0) return undefined;
  const held = lockFiles(request).flatMap((path) => inheritedFlock(path, inherited) ?? []);
  return held.length === 0 ? undefined : releaseOf(held);
}

function releaseOf(locks: readonly FileLock[]): Release {
  const held = [...locks];
  return Object.assign(
    () => {
      for (const lock of held.splice(0)) lock.release();
    },
    { files: held.map(({ fd }) => fd) },
  );
}

interface Obstacle {
  readonly problem: 'busy' | 'unusable';
  readonly path: string;
}

async function tryAll(request: LockRequest): Promise<Result<Release, Obstacle>> {
  const held: FileLock[] = [];
  for (const path of lockFiles(request)) {
    if (request.leaveMissing === true && stat(path) === undefined) continue;
    const lock = await tryLock(path);
    if (lock === 'nothing-to-lock') continue;
    if (lock === 'busy' || lock === 'unusable') {
      releaseOf(held)();
      return err({ problem: lock, path });
    }
    held.push(lock);
  }
  return ok(releaseOf(held));
}

/**
 * The lock files to take, in cargo's order. Those without which a cargo could start are made when missing, as cargo
 * makes them; the others count only where some cargo has made them: its holders hold one of the former as well.
 * A directory that is not there has no units and no locks.
 */
function lockFiles({ targetDirectory, buildDirectory, profileDirectory }: LockRequest): string[] {
  const target = `${targetDirectory}/${profileDirectory}`;
  const build = `${buildDirectory}/${profileDirectory}`;
  // One directory by two names would have us wait for ourselves.
  const separate = realpath(target) !== realpath(build);
  const files: string[] = [];
  if (isLockable(build)) {
    files.push(`${build}/.cargo-lock`);
    if (separate || stat(`${build}/.cargo-build-lock`) !== undefined) files.push(`${build}/.cargo-build-lock`);
  }
  if (isLockable(target)) {
    if (separate) files.push(`${target}/.cargo-lock`);
    if (stat(`${target}/.cargo-artifact-lock`) !== undefined) files.push(`${target}/.cargo-artifact-lock`);
  }
  return files;
}

function isLockable(directory: string): boolean {
  return stat(directory) !== undefined && !isOnNfs(directory);
}

/** Where the directory has just gone, or is mounted read-only, no cargo can build either. */
async function tryLock(path: string): Promise<FileLock | 'busy' | 'unusable' | 'nothing-to-lock'> {
  try {
    const lock = await acquireFlock({ path, mode: 'exclusive', timeoutMs: 0 });
    return lock.ok ? lock.value : lock.error;
  } catch (error) {
    const code = errorCode(error);
    if (code === 'ENOENT' || code === 'EROFS') return 'nothing-to-lock';
    if (code === 'EACCES' || code === 'EPERM') return 'unusable';
    throw error;
  }
}
