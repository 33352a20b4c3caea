import { dirname } from 'node:path';
import type { Worktree } from '../../git/worktrees.ts';
import { lstat } from '../../system/fs.ts';

/**
 * Whether a worktree was here and is no more. One that git still lists must be one that it would prune, and one that
 * it does not list must have left its parent directory: either may else be on a disk that is not plugged in.
 */
export function isGone(root: string, worktrees: readonly Worktree[]): boolean {
  if (lstat(`${root}/.git`) !== undefined) return false;
  const listed = worktrees.filter(({ path }) => overlaps(path, root));
  if (!listed.every((worktree) => isElsewhere(worktree, root) || isPruned(worktree))) return false;
  return lstat(dirname(root)) !== undefined || listed.some(isPruned);
}

/** A worktree around it or inside it that is there says nothing of the one that is not. */
function isElsewhere({ present, path }: Worktree, root: string): boolean {
  return present && root.startsWith(`${path}/`);
}

function isPruned({ present, prunable, locked }: Worktree): boolean {
  return !present && prunable && locked === null;
}

export function overlaps(one: string, other: string): boolean {
  return one === other || one.startsWith(`${other}/`) || other.startsWith(`${one}/`);
}
