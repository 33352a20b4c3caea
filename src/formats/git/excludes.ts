import { formatBlock, putBlock, removeBlock } from './marked-block.ts';
import type { Repository } from './repository.ts';

/** The ignore file that is the clone's own, shared by its worktrees (gitignore(5)). */
export function excludeFile(repository: Repository): string {
  return `${repository.commonDirectory}/info/exclude`;
}

/**
 * The exclude file's bytes with `patterns` (gitignore syntax) as our block, in place of an earlier one.
 * The block stands first, so that the person's own later lines keep the last word.
 */
export function withExcludes(current: Uint8Array | undefined, patterns: readonly string[]): Buffer {
  return putBlock(current ?? Buffer.alloc(0), formatBlock(patterns.join('\n')), 0);
}

/** The exclude file's bytes without our block; undefined when it has none. */
export function withoutExcludes(current: Uint8Array): Buffer | undefined {
  return removeBlock(current);
}
