import { setTimeout as pause } from 'node:timers/promises';

/** Waits for what another process does; fails after a minute. */
export async function until(condition: () => boolean): Promise<void> {
  const deadline = Date.now() + 60_000;
  while (!condition()) {
    if (Date.now() > deadline) throw new Error(`never came true: ${condition.toString()}`);
    await pause(5);
  }
}
