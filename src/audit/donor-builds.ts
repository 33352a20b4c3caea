import { layoutsOf } from '../cargo/layout/detect.ts';
import { readText, stat } from '../system/fs.ts';
import type { AbsolutePath } from '../system/brand.ts';

const LOCKS = ['.cargo-lock', '.cargo-build-lock', '.cargo-artifact-lock'];
const EVERY_MS = 300;

/**
 * Gives a signal that is raised as soon as a cargo holds a lock in a build directory, it is gone, or `outer` is raised: an audit gives way to
 * the builds of its user. The system's list of locks is read (proc_locks(5)); none is tried, which cargo could meet.
 */
export function untilCargoBuilds(buildDirectory: AbsolutePath, outer: AbortSignal | undefined): { readonly signal: AbortSignal; readonly end: () => void } {
  const controller = new AbortController();
  const abort = (): void => controller.abort();
  outer?.addEventListener('abort', abort, { once: true });
  if (outer?.aborted === true) abort();
  const paths = locksIn(buildDirectory);
  const timer = setInterval(() => {
    // Who deletes a worktree must not meet what is written for it.
    if (isLocked(paths) || stat(buildDirectory) === undefined) abort();
  }, EVERY_MS);
  timer.unref();
  return {
    signal: controller.signal,
    end: () => {
      clearInterval(timer);
      outer?.removeEventListener('abort', abort);
    },
  };
}

/** Whether one does now. */
export function cargoBuilds(buildDirectory: AbsolutePath): boolean {
  return isLocked(locksIn(buildDirectory));
}

function locksIn(buildDirectory: AbsolutePath): string[] {
  return layoutsOf(buildDirectory).flatMap((layout) => layout.profileDirectories(buildDirectory).flatMap((profile) => LOCKS.map((name) => `${buildDirectory}/${profile}/${name}`)));
}

function isLocked(paths: readonly string[]): boolean {
  const locks = readText('/proc/locks') ?? '';
  return paths.some((path) => {
    const inode = stat(path)?.ino;
    return inode !== undefined && locks.includes(`:${inode} `);
  });
}
