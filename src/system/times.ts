import { futimesSync, lutimesSync, utimesSync } from 'node:fs';
import { errnoError } from './errno.ts';
import { native } from './native.ts';

/**
 * Sets the modification time of `path` to exactly `mtimeNs` nanoseconds and leaves its access time.
 * A symbolic link gets the time itself unless `followSymlinks` is set.
 * Throws like `fs.utimesSync`.
 *
 * Without the C library the time is rounded up to the next microsecond: never down,
 * because cargo takes an output that is older than its input for stale.
 */
export function setMtime(path: string, mtimeNs: bigint, options: { readonly followSymlinks?: boolean } = {}): void {
  const follow = options.followSymlinks ?? false;
  const libc = native();
  if (libc === undefined) {
    const seconds = roundedUp(mtimeNs);
    (follow ? utimesSync : lutimesSync)(path, seconds, seconds);
    return;
  }
  const errno = libc.utimensat(path, mtimeNs, follow);
  if (errno !== 0) throw errnoError({ errno, syscall: 'utimensat', path });
}

/** {@link setMtime} for an open file. */
export function setMtimeOfDescriptor(fd: number, mtimeNs: bigint): void {
  const libc = native();
  if (libc === undefined) {
    const seconds = roundedUp(mtimeNs);
    futimesSync(fd, seconds, seconds);
    return;
  }
  const errno = libc.futimens(fd, mtimeNs);
  if (errno !== 0) throw errnoError({ errno, syscall: 'futimens' });
}

/**
 * Seconds as Node wants them, so that the file system stores the next whole microsecond.
 * libuv cuts the number to whole microseconds, and a double near 1.7e9 is only exact to 0.24 µs:
 * the half microsecond keeps the cut on the right one.
 */
export function roundedUp(mtimeNs: bigint): number {
  const microseconds = mtimeNs / 1000n + (mtimeNs % 1000n > 0n ? 1n : 0n);
  return (Number(microseconds) + 0.5) / 1e6;
}
