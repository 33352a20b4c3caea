import type { Clone } from '../engine/clone/clone.ts';
import type { CommandContext } from './context.ts';
import { startInBackground } from './start-later.ts';

/** Where a remote is set up, fetches from it in a process of its own: git does not wait for it. */
export function pullLater(context: CommandContext, clone: Clone): void {
  if (![...clone.config.inForce.keys()].some((key) => key.startsWith('remote.') && key.endsWith('.url'))) return;
  startInBackground(context, 'pull');
}
