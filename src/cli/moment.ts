import { setTimeout as pause } from 'node:timers/promises';

/** Milliseconds; tests, which wait for what goes on in the background, need none. */
const momentMs = (env: NodeJS.ProcessEnv): number => (env['CARGO_SHARE_TESTED'] === '1' ? 0 : 1_000);

/**
 * Waited for by work in the background that holds nothing, before it looks at anything: a script that deletes the clone
 * does so right after git, most often, and `rm` would meet what is written meanwhile; and what people type next has the
 * machine for itself.
 */
export async function aMoment(env: NodeJS.ProcessEnv): Promise<void> {
  await pause(momentMs(env));
}
