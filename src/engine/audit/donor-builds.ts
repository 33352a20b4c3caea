import { dirname } from 'node:path';
import { layoutsOf } from '../../formats/cargo/layout/detect.ts';
import { readText, stat } from '../../system/fs.ts';
import { watchDirectory } from '../../system/watch.ts';
import type { AbsolutePath } from '../../system/brand.ts';

const LOCKS = ['.cargo-lock', '.cargo-build-lock', '.cargo-artifact-lock'];
const EVERY_MS = 300;

/** The reason of a signal that was raised because something is being deleted. */
export const GONE = 'gone';

/**
 * Gives a signal that is raised as soon as a cargo holds a lock in a build directory, or `outer` is raised: an audit gives
 * way to the builds of its user. And at once, with the reason {@link GONE}, when the build directory or one of `needed` is
 * deleted: who deletes a clone must not meet what is written for it. The system's list of locks is read (proc_locks(5));
 * none is tried, which cargo could meet. `isGone`: for work that gives no signal its turn.
 */
export function untilCargoBuilds(buildDirectory: AbsolutePath, outer: AbortSignal | undefined, needed: readonly string[] = []): { readonly signal: AbortSignal; readonly isGone: () => boolean; readonly end: () => void } {
  const controller = new AbortController();
  const abort = (): void => controller.abort();
  outer?.addEventListener('abort', abort, { once: true });
  if (outer?.aborted === true) abort();
  const paths = locksIn(buildDirectory);
  const there = [buildDirectory, `${buildDirectory}/CACHEDIR.TAG`, ...needed].filter((path) => stat(path) !== undefined);
  const isGone = (): boolean => there.some((path) => stat(path) === undefined);
  const lookForThem = (): void => {
    if (isGone()) controller.abort(GONE);
  };
  const timer = setInterval(() => {
    if (isLocked(paths)) abort();
    lookForThem();
  }, EVERY_MS);
  timer.unref();
  const watchers = [...new Set(there.map((path) => dirname(path)))].map((directory) => watchDirectory(directory, lookForThem));
  return {
    signal: controller.signal,
    isGone,
    end: () => {
      clearInterval(timer);
      for (const watcher of watchers) watcher.close();
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
