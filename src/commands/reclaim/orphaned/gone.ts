import { dirname } from 'node:path';
import { gitDirectories } from '../../../formats/git/head.ts';
import type { Worktree } from '../../../formats/git/worktrees.ts';
import { placeOf, tokenOf, wrapperToken } from '../../init/shared-mode/wrapper.ts';
import type { AbsolutePath } from '../../../system/brand.ts';
import { lstat } from '../../../system/fs.ts';

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

/**
 * Whether the worktree is gone for which a unit's wrapper was written. At a path that is in use now it may be an
 * earlier worktree, which the wrapper's name tells.
 */
export function isOwnerGone(wrapper: string, worktrees: readonly Worktree[]): boolean {
  const place = placeOf(wrapper);
  const home = worktrees
    .filter(({ path }) => place === path || place.startsWith(`${path}/`))
    .reduce<Worktree | undefined>((best, other) => (best === undefined || other.path.length > best.path.length ? other : best), undefined);
  if (home?.present !== true) return isGone(place, worktrees);
  // A repository of its own inside of it.
  if (place !== home.path && lstat(`${place}/.git`) !== undefined) return false;
  const own = gitDirectories(home.path)?.own;
  return own !== undefined && tokenOf(wrapper) !== wrapperToken(own as AbsolutePath);
}

function isPruned({ present, prunable, locked }: Worktree): boolean {
  return !present && prunable && locked === null;
}

export function overlaps(one: string, other: string): boolean {
  return one === other || one.startsWith(`${other}/`) || other.startsWith(`${one}/`);
}
