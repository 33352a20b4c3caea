import { setTimeout as pause } from 'node:timers/promises';
import { readText } from './fs.ts';

/** What all processors have done since the machine was started, in ticks: proc_stat(5). */
interface Ticks {
  /** By processes that do not run at a low priority, and by the system for all. */
  readonly busy: number;
  readonly all: number;
}

/** Beside so much, a process of the lowest priority still finds time of its own. */
const MOST_BUSY = 0.75;

/** A look over a shorter time says little, in milliseconds. */
const LOOK_MS = 300;

/**
 * Looks at the machine now; what this gives says whether others than processes of low priority have kept more than three
 * quarters of it busy since the look before. False where the system does not say.
 */
export function watchLoad(): () => Promise<boolean> {
  let before = { ticks: ticksIn(readText('/proc/stat')), at: performance.now() };
  return async () => {
    const missing = before.at + LOOK_MS - performance.now();
    if (missing > 0) await pause(missing);
    const [last, ticks] = [before.ticks, ticksIn(readText('/proc/stat'))];
    before = { ticks, at: performance.now() };
    return last !== undefined && ticks !== undefined && busyShare(last, ticks) > MOST_BUSY;
  };
}

/** Whether another large process would make the machine swap: less than an eighth of its memory, or 1 GiB, can be had. */
export function isShortOfMemory(meminfo: string | undefined = readText('/proc/meminfo')): boolean {
  const kibibytes = (name: string): number => Number(new RegExp(`^${name}: +(\\d+) kB$`, 'm').exec(meminfo ?? '')?.[1] ?? Number.NaN);
  const [available, total] = [kibibytes('MemAvailable'), kibibytes('MemTotal')];
  return available < Math.max(total / 8, 2 ** 20);
}

/** From 0 to 1. */
export function busyShare(before: Ticks, after: Ticks): number {
  const all = after.all - before.all;
  return all === 0 ? 0 : (after.busy - before.busy) / all;
}

/** The first line: `cpu`, user, nice, system, idle, iowait, irq, softirq, steal, and what is in user and nice already. */
export function ticksIn(stat: string | undefined): Ticks | undefined {
  const [name, ...ticks] = stat?.split('\n')[0]?.split(/ +/) ?? [];
  if (name !== 'cpu' || ticks.length < 8) return undefined;
  const [user = 0, nice = 0, system = 0, idle = 0, iowait = 0, irq = 0, softirq = 0, steal = 0] = ticks.map(Number);
  const busy = user + system + irq + softirq + steal;
  return { busy, all: busy + nice + idle + iowait };
}
