import type { Stopping } from './interruption.ts';

/** Does a thing for each of many, some at once, in their order; an aborted signal begins no more. */
export async function concurrently<T>(items: readonly T[], o: { readonly atOnce: number; readonly signal?: Stopping | undefined }, work: (item: T, index: number) => Promise<void>): Promise<void> {
  let next = 0;
  const worker = async (): Promise<void> => {
    for (let index = next++; index < items.length && o.signal?.aborted !== true; index = next++) {
      const item = items[index];
      if (item !== undefined) await work(item, index);
    }
  };
  await Promise.all(Array.from({ length: Math.min(o.atOnce, items.length) }, worker));
}

/** Lets so many do a thing at a time; others wait for their turn, in the order in which they came. */
export function inTurns(atOnce: number): <T>(work: () => Promise<T>) => Promise<T> {
  let free = atOnce;
  const waiting: (() => void)[] = [];
  return async (work) => {
    if (free > 0) free -= 1;
    else await new Promise<void>((resolve) => waiting.push(resolve));
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next === undefined) free += 1;
      else next();
    }
  };
}
