import type { Clone } from '../clone/clone.ts';
import { startDetached } from '../system/process.ts';
import type { CommandContext } from './context.ts';

/** Where a remote is set up, fetches from it in a process of its own: git does not wait for it. */
export function pullLater(context: CommandContext, clone: Clone): void {
  if (![...clone.config.inForce.keys()].some((key) => key.startsWith('remote.') && key.endsWith('.url'))) return;
  const { node, script } = context.tool;
  startDetached(node, [...(script === undefined ? [] : [script]), 'pull', '--background'], context);
}
