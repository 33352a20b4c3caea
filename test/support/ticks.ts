import { FILE_TIME_TICK_NS, nowNs, sleepSync } from '../../src/system/clock.ts';

/** A time after all that was done to files, and before all that follows. */
export function afterTick(): bigint {
  const ticks = Number((2n * FILE_TIME_TICK_NS) / 1_000_000n);
  sleepSync(ticks);
  const time = nowNs();
  sleepSync(ticks);
  return time;
}
