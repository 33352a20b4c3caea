import { isOnBattery } from '../../system/battery.ts';
import { freeBytes } from '../../system/free-space.ts';
import { fileSystemSize } from '../../system/space.ts';
import { isShortOfMemory, watchLoad } from '../../system/load.ts';

/** Why nothing may be compiled now for which nobody has asked. */
export type Hindrance = 'battery' | 'loaded' | 'memory';

const EVERY_MS = 2_000;

/** Asked before each compilation. The load is that since this was asked for, or since the last answer. */
export function watchHindrance(): () => Promise<Hindrance | undefined> {
  const isLoaded = watchLoad();
  return async () => {
    if (isOnBattery()) return 'battery';
    if (isShortOfMemory()) return 'memory';
    return (await isLoaded()) ? 'loaded' : undefined;
  };
}

/**
 * Gives a signal that is raised when `outer` is, or when a compilation that is under way has to end: on battery, or where
 * memory runs out. Not for load: to processes of the lowest priority the system gives what nobody else wants, and to begin
 * anew costs more.
 */
export function untilHindered(outer: AbortSignal): { readonly signal: AbortSignal; readonly end: () => void } {
  const controller = new AbortController();
  const abort = (): void => controller.abort();
  outer.addEventListener('abort', abort, { once: true });
  if (outer.aborted) abort();
  const timer = setInterval(() => {
    if (isOnBattery() || isShortOfMemory()) abort();
  }, EVERY_MS);
  timer.unref();
  return {
    signal: controller.signal,
    end: () => {
      clearInterval(timer);
      outer.removeEventListener('abort', abort);
    },
  };
}

/** Bytes that stay free whatever is wanted: a tenth of the disk, at most 10 GiB. */
const LEFT_FREE = 10 * 2 ** 30;

/** How many bytes may be written below `path` for which nobody has asked. */
export function roomAt(path: string): number {
  return Math.max(0, freeBytes(path) - Math.min(fileSystemSize(path) / 10, LEFT_FREE));
}
