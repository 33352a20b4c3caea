import { dirname } from 'node:path';
import { stat } from '../../system/fs.ts';
import { watchDirectory } from '../../system/watch.ts';

/** The reason of a signal that was raised because something is being deleted. */
export const GONE = 'gone';

const EVERY_MS = 300;

/** A signal for work that has to end meanwhile. */
export interface Until {
  readonly signal: AbortSignal;
  /** Whether something is gone: for work that gives no signal its turn. */
  readonly isGone: () => boolean;
  readonly end: () => void;
}

/**
 * Gives a signal that is raised at once, with the reason {@link GONE}, when one of `paths` that is there now is deleted: who
 * deletes a clone or a store must not meet what is written for it. It is raised as well, and for the same reason, when
 * `outer` is.
 */
export function untilGone(paths: readonly string[], outer: AbortSignal | undefined): Until {
  const controller = new AbortController();
  const abort = (): void => controller.abort(outer?.reason);
  outer?.addEventListener('abort', abort, { once: true });
  if (outer?.aborted === true) abort();
  const there = paths.filter((path) => stat(path) !== undefined);
  const isGone = (): boolean => there.some((path) => stat(path) === undefined);
  const lookForThem = (): void => {
    if (isGone()) controller.abort(GONE);
  };
  const timer = setInterval(lookForThem, EVERY_MS);
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
