import { posix } from 'node:path';
import type { Input } from '../../units/model.ts';
import type { CompiledFrom } from './compiled-from.ts';

/** As clippy looks for them, in this order, in each directory (`lookup_conf_file` in `clippy_config/src/conf.rs`). */
const NAMES = ['.clippy.toml', 'clippy.toml'] as const;

/** Of an absent input: whether one that appears there would be clippy's. */
export function isClippyConfig(path: string): boolean {
  return NAMES.some((name) => posix.basename(path) === name);
}

/** How far above the worktree is looked: somebody's projects have one there, or the worktree lies inside of another one. */
const ABOVE = 8;

/**
 * The configuration files that clippy would have found before the one that it read, or on the way up where it read none.
 * It tells rustc of the file that it read, and of none that was not there: one that appears is not seen.
 */
export function absentClippyConfig(from: CompiledFrom, inputs: readonly Input[]): Input[] {
  if (from.source.kind !== 'path' || from.source.root.startsWith('/') || !from.env.some(({ name }) => name === 'CLIPPY_ARGS')) return [];
  const read = new Set(inputs.map(({ path }) => path));
  const absent: Input[] = [];
  let directory = from.source.root;
  for (let above = 0; above <= ABOVE; directory = posix.join(directory, '..')) {
    for (const name of NAMES) {
      const path = posix.join(directory, name);
      if (read.has(path)) return absent;
      absent.push({ kind: 'absent', path });
    }
    if (directory === '.' || directory === '' || directory.startsWith('..')) above += 1;
  }
  return absent;
}
