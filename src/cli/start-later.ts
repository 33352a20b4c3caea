import { startDetached } from '../system/process.ts';
import type { CommandContext } from './context.ts';

/**
 * Starts this tool with `args` in a process of its own, for which nobody waits; in the context's directory, with the open
 * `files`. False where the system refused.
 */
export function startLater({ program, cwd, env }: Pick<CommandContext, 'program' | 'cwd' | 'env'>, args: readonly string[], files: readonly number[] = []): boolean {
  const { node, script } = program.tool;
  return startDetached(node, [...(script === undefined ? [] : [script]), ...args], { cwd, env, files });
}

/** {@link startLater} of what nobody waits for: it gives way to all else from its first moment on. */
export function startInBackground({ program, cwd, env }: Pick<CommandContext, 'program' | 'cwd' | 'env'>, ...args: readonly string[]): void {
  const { node, script } = program.tool;
  startDetached(node, [...(script === undefined ? [] : [script]), ...args, '--background'], { cwd, env, priority: 'low' });
}
