import type { TimeNs } from './brand.ts';

/**
 * The longest step of the clock that file times are taken from: Linux stamps files with its coarse clock,
 * which moves once a timer tick (10 ms at CONFIG_HZ=100, 4 ms at 250).
 */
export const FILE_TIME_TICK_NS = 10_000_000n;

const SECOND_NS = 1_000_000_000n;

/**
 * The longest step of the clock that `timeNs` can come from. File systems that know whole seconds only (ext4 with small
 * inodes, sshfs), or every second one (FAT), cut the rest off.
 */
export function tickOf(timeNs: bigint): bigint {
  if (timeNs % SECOND_NS !== 0n) return FILE_TIME_TICK_NS;
  return FILE_TIME_TICK_NS + (timeNs % (2n * SECOND_NS) === 0n ? 2n * SECOND_NS : SECOND_NS);
}

/** Up to when that which got the time `timeNs` may have been done, where more than the kernel's tick was cut off. */
export function latestOf(timeNs: TimeNs): TimeNs {
  const tick = tickOf(timeNs);
  return tick === FILE_TIME_TICK_NS ? timeNs : ((timeNs + tick) as TimeNs);
}

/** The wall clock in nanoseconds, cut to a whole millisecond: never later than the true time. */
export function nowNs(): TimeNs {
  return (BigInt(Date.now()) * 1_000_000n) as TimeNs;
}

/** Whether a file written now would surely get a later time than `timeNs`. */
export function isPast(timeNs: bigint): boolean {
  return nowNs() > timeNs + tickOf(timeNs);
}

/**
 * Waits until {@link isPast}, a tick at most: after it an edit can no longer hide behind an equal time.
 * False where `timeNs` lies further ahead (a file from the future): waiting would not help.
 */
export function waitPast(timeNs: bigint): boolean {
  const missingNs = timeNs + tickOf(timeNs) - nowNs();
  if (missingNs < 0n) return true;
  if (missingNs > tickOf(timeNs) + FILE_TIME_TICK_NS) return false;
  sleepSync(Number(missingNs / 1_000_000n) + 1);
  return isPast(timeNs);
}

/** Blocks this thread for `ms` milliseconds. */
export function sleepSync(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}
