import { startDetached } from '../system/process.ts';
import type { CommandContext } from './context.ts';

/** Starts this tool with `args` in a process of its own, for which nobody waits; in the context's directory. */
export function startLater(context: Pick<CommandContext, 'tool' | 'cwd' | 'env'>, args: readonly string[]): void {
  const { node, script } = context.tool;
  startDetached(node, [...(script === undefined ? [] : [script]), ...args], context);
}
