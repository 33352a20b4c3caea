import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Failure } from './failure.ts';

/** An `AbortSignal`, or whatever else says so: only this of it is asked. */
export interface Stopping {
  readonly aborted: boolean;
}

/** How long synchronous work goes on before signals and timers get their turn. */
const BREATH_MS = 50;

let breathedMs = 0;

/**
 * Asked between two steps of long work, each of which leaves everything whole: whether to end here. Node hears of a
 * signal only when its event loop turns, so the question lets it turn now and then.
 */
export async function isInterrupted(signal: Stopping | undefined): Promise<boolean> {
  if (signal === undefined) return false;
  if (performance.now() - breathedMs >= BREATH_MS) {
    await letSignalsIn();
    breathedMs = performance.now();
  }
  return signal.aborted;
}

/** Lets the event loop poll at least once: of two turns the first may be the rest of one that is past its poll. */
export async function letSignalsIn(): Promise<void> {
  await nextTurn();
  await nextTurn();
}

export const INTERRUPTED: Failure = {
  code: 'interrupted',
  message: 'Stopped before everything was done. What was done is whole, and nothing is left lying about.',
  hint: 'Run it again to go on.',
};
