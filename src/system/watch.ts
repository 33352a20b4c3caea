import { watch } from 'node:fs';
import { attempt } from './attempt.ts';

/**
 * Calls `onChange` when a name in a directory comes, goes or changes, until it is closed; keeps no process alive. It is a
 * hint: where the system has no more watches, or the directory goes itself, nothing is called.
 */
export function watchDirectory(directory: string, onChange: () => void): { close(): void } {
  const watcher = attempt(() => watch(directory, { persistent: false }, onChange).on('error', () => undefined));
  return watcher.ok ? watcher.value : { close: () => undefined };
}
