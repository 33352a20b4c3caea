import { spawnSync } from 'node:child_process';
import { closeSync, fstatSync, openSync, statfsSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { errnoError, errnoName } from './errno.ts';
import { errorCode, isAbsent, stat, type FileStat } from './fs.ts';
import { native } from './native.ts';
import { err, ok, type Result } from './result.ts';
import type { Stopping } from './interruption.ts';

export type LockMode = 'exclusive' | 'shared';
export type LockAttempt = 'locked' | 'busy' | 'unsupported';

const LOCK_SH = 1;
const LOCK_EX = 2;
const LOCK_NB = 4;
const LOCK_UN = 8;

/** As cargo's `error_unsupported` (util/flock.rs), and what Linux gives when a server has no locks. */
const UNSUPPORTED = new Set(['ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'ENOLCK']);

/**
 * Tries flock(2) on an open file and returns at once. The lock lasts until {@link unlock} or until the
 * descriptor is closed, and it is the lock that cargo and `flock(1)` take.
 * `unsupported`: this file system (or machine) has none; cargo goes on without one there.
 */
export function tryFlock(fd: number, how: LockMode): LockAttempt {
  const libc = native();
  if (libc === undefined) return tryFlockProgram(fd, how);
  for (;;) {
    const errno = libc.flock(fd, (how === 'exclusive' ? LOCK_EX : LOCK_SH) | LOCK_NB);
    if (errno === 0) return 'locked';
    const name = errnoName(errno);
    if (name === 'EAGAIN' || name === 'EWOULDBLOCK') return 'busy';
    if (UNSUPPORTED.has(name)) return 'unsupported';
    if (name !== 'EINTR') throw errnoError({ errno, syscall: 'flock' });
  }
}

/** Gives the lock on an open file back. */
export function unlock(fd: number): void {
  const libc = native();
  if (libc === undefined) spawnSync('flock', ['-u', '3'], { stdio: ['ignore', 'ignore', 'ignore', fd] });
  else libc.flock(fd, LOCK_UN);
}

/**
 * The same through util-linux's `flock`, on an inherited descriptor: the lock belongs to the open file
 * that both processes share, so it stays when the program has ended.
 */
export function tryFlockProgram(fd: number, how: LockMode): LockAttempt {
  const run = spawnSync('flock', ['-n', how === 'exclusive' ? '-x' : '-s', '3'], {
    stdio: ['ignore', 'ignore', 'ignore', fd],
  });
  // flock(1): 1 is a conflict with -n; a missing program or any other status is no answer.
  return run.status === 0 ? 'locked' : run.status === 1 ? 'busy' : 'unsupported';
}

/** `linux/magic.h`; no other system has a file system of that number. */
const NFS_SUPER_MAGIC = 0x6969;

/** Cargo skips its locks on NFS (util/flock.rs, `is_on_nfs_mount`, Linux only). */
export function isOnNfs(path: string): boolean {
  return statfsSync(path).type === NFS_SUPER_MAGIC;
}

export interface FlockRequest {
  /** Created when absent, never written. */
  readonly path: string;
  readonly mode: LockMode;
  /** How long to go on trying; 0 tries once. */
  readonly timeoutMs: number;
  /** Ends the wait; the answer is `busy`. */
  readonly signal?: Stopping | undefined;
  /** Called once, before the first pause. */
  readonly onWait?: () => void;
}

export interface HeldLock {
  /** Call it once. */
  readonly release: () => void;
}

export interface FileLock extends HeldLock {
  /** The open file that holds it. */
  readonly fd: number;
}

const POLL_MS = 20;

/**
 * Opens and locks a file, polling until the deadline: a wait inside the kernel could not be given up.
 * Where locks are unsupported the handle holds nothing and the caller goes on, as cargo does.
 * Throws where the file cannot be opened.
 */
export async function acquireFlock(request: FlockRequest): Promise<Result<FileLock, 'busy'>> {
  const fd = openSync(request.path, 'a');
  const deadline = performance.now() + request.timeoutMs;
  let waited = false;
  try {
    while (tryFlock(fd, request.mode) === 'busy') {
      if (performance.now() >= deadline || request.signal?.aborted === true) {
        closeSync(fd);
        return err('busy');
      }
      if (!waited) request.onWait?.();
      waited = true;
      await sleep(POLL_MS);
    }
  } catch (error) {
    closeSync(fd);
    throw error;
  }
  // Closing gives the lock back: a process has this open file only where it was handed on (Node opens with O_CLOEXEC).
  return ok({ fd, release: () => closeSync(fd) });
}

/** The lock on a file that came along with one of some open files, if it did. */
export function inheritedFlock(path: string, files: readonly number[]): FileLock | undefined {
  const wanted = stat(path);
  const fd = files.find((file) => wanted !== undefined && isOpenAs(file, wanted));
  return fd === undefined ? undefined : { fd, release: () => closeSync(fd) };
}

function isOpenAs(fd: number, { dev, ino }: FileStat): boolean {
  try {
    const open = fstatSync(fd, { bigint: true });
    return open.dev === dev && open.ino === ino;
  } catch (error) {
    if (errorCode(error) !== 'EBADF') throw error;
    return false;
  }
}

/** Runs `body` under {@link acquireFlock}. */
export async function withFlock<T>(request: FlockRequest, body: () => T | Promise<T>): Promise<Result<T, 'busy'>> {
  const lock = await acquireFlock(request);
  if (!lock.ok) return lock;
  try {
    return ok(await body());
  } finally {
    lock.value.release();
  }
}

/** Locks a directory itself, exclusively and at once: a sign of life for whoever works in it. */
export function lockDirectory(path: string): HeldLock | Exclude<LockAttempt, 'locked'> | 'absent' {
  let fd: number;
  try {
    fd = openSync(path, 'r');
  } catch (error) {
    if (isAbsent(error)) return 'absent';
    throw error;
  }
  const attempt = tryFlock(fd, 'exclusive');
  if (attempt === 'locked') return { release: () => closeSync(fd) };
  closeSync(fd);
  return attempt;
}
