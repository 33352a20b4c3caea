import type { TimeNs } from './brand.ts';

/**
 * The longest step of the clock that file times are taken from: Linux stamps files with its coarse clock,
 * which moves once a timer tick (10 ms at CONFIG_HZ=100, 4 ms at 250).
 */
export const FILE_TIME_TICK_NS = 10_000_000n;

const LONGEST_WAIT_MS = 20;

/** The wall clock in nanoseconds, cut to a whole millisecond: never later than the true time. */
export function nowNs(): TimeNs {
  return (BigInt(Date.now()) * 1_000_000n) as TimeNs;
}

/** Whether a file written now would surely get a later time than `timeNs`. */
export function isPast(timeNs: bigint): boolean {
  return nowNs() > timeNs + FILE_TIME_TICK_NS;
}

/**
 * Waits, at most 20 ms, until {@link isPast}: after it an edit can no longer hide behind an equal time.
 * False where `timeNs` lies further ahead (a file from the future): waiting would not help.
 */
export function waitPast(timeNs: bigint): boolean {
  const missingNs = timeNs + FILE_TIME_TICK_NS - nowNs();
  const missingMs = Number(missingNs / 1_000_000n) + 1;
  if (missingNs < 0n) return true;
  if (missingMs > LONGEST_WAIT_MS) return false;
  sleepSync(missingMs);
  return isPast(timeNs);
}

/** Blocks this thread for `ms` milliseconds. */
export function sleepSync(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}
