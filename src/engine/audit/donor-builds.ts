import { layoutsOf } from '../../formats/cargo/layout/detect.ts';
import { readText, stat } from '../../system/fs.ts';
import type { AbsolutePath } from '../../system/brand.ts';
import { untilGone, type Until } from './until-gone.ts';

const LOCKS = ['.cargo-lock', '.cargo-build-lock', '.cargo-artifact-lock'];
const EVERY_MS = 300;

/**
 * Gives a signal that is raised as soon as a cargo holds a lock in a build directory, or `outer` is raised: an audit gives
 * way to the builds of its user. And at once when the build directory or one of `needed` is deleted ({@link untilGone}). The
 * system's list of locks is read (proc_locks(5)); none is tried, which cargo could meet.
 */
export function untilCargoBuilds(buildDirectory: AbsolutePath, outer: AbortSignal | undefined, needed: readonly string[] = []): Until {
  const gone = untilGone([...signsOf(buildDirectory), ...needed], outer);
  const controller = new AbortController();
  const paths = locksIn(buildDirectory);
  const timer = setInterval(() => {
    if (isLocked(paths)) controller.abort();
  }, EVERY_MS);
  timer.unref();
  return {
    signal: AbortSignal.any([gone.signal, controller.signal]),
    isGone: gone.isGone,
    end: () => {
      clearInterval(timer);
      gone.end();
    },
  };
}

/** What is gone where a build directory is being deleted. */
export function signsOf(buildDirectory: AbsolutePath): string[] {
  return [buildDirectory, `${buildDirectory}/CACHEDIR.TAG`];
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
