import { attempt } from '../../../system/attempt.ts';
import type { AbsolutePath } from '../../../system/brand.ts';
import { readText } from '../../../system/fs.ts';
import { unlinkIfPresent, writeAtomically } from '../../../system/write.ts';
import { ORPHAN_MARK } from '../cargo-contents.ts';
import { recordsIn } from '../remove-output.ts';

/**
 * Notes in a directory whose it was, before it is deleted: should that be cut short, what proved it may be gone.
 * Where it cannot be written nothing can be deleted either.
 */
export function markOrphan(directory: AbsolutePath, worktree: AbsolutePath): void {
  attempt(() => writeAtomically(`${directory}/${ORPHAN_MARK}`, `${worktree}\n`));
}

export function unmarkOrphan(directory: AbsolutePath): void {
  attempt(() => unlinkIfPresent(`${directory}/${ORPHAN_MARK}`));
}

/** Whose a half-deleted directory was; undefined where cargo has built in it since, or nothing had gone yet. */
export function markedOrphan(directory: AbsolutePath): AbsolutePath | undefined {
  const text = readText(`${directory}/${ORPHAN_MARK}`);
  return text === undefined || recordsIn(directory).length > 0 ? undefined : (text.trimEnd() as AbsolutePath);
}
