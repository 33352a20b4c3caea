import { setTimeout as pause } from 'node:timers/promises';

/** Milliseconds. */
const MOMENT_MS = 1_000;

/**
 * Waited for by work in the background that holds nothing, before it looks at anything: a script that deletes the clone
 * does so right after git, most often, and `rm` would meet what is written meanwhile; and what people type next has the
 * machine for itself.
 */
export async function aMoment(): Promise<void> {
  await pause(MOMENT_MS);
}
