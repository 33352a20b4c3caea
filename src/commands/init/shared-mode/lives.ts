import { basename, dirname } from 'node:path';
import { gitDirectories } from '../../../formats/git/head.ts';
import type { Worktree } from '../../../formats/git/worktrees.ts';
import type { AbsolutePath } from '../../../system/brand.ts';
import { lstat, stat } from '../../../system/fs.ts';
import { tokenOf, wrapperToken } from './wrapper.ts';

/** One worktree's use of shared mode, from when it was set up until it is removed or moved. */
export interface Life {
  /** The name of its directory in `worktrees/` of git's common directory; empty for the main worktree. */
  readonly id: string;
  readonly worktree: string;
  /** Absolute path of the compiler wrapper, which all its units' hashes hold. */
  readonly wrapper: string;
}

export function lifeOf(o: { readonly worktree: string; readonly gitDirectory: AbsolutePath; readonly wrapper: string }): Life {
  const { worktree, gitDirectory, wrapper } = o;
  return { id: stat(`${gitDirectory}/commondir`) === undefined ? '' : basename(gitDirectory), worktree, wrapper };
}

/**
 * Whether no build will ever ask for a life's units again. What git still knows is not over, wherever its files are:
 * a locked worktree, or one that could be pruned, may be on a disk that is not plugged in.
 */
export function isOver(life: Life, o: { readonly commonDirectory: AbsolutePath; readonly worktrees: readonly Worktree[] }): boolean {
  // It goes on where it was, whatever this clone's record says: the record of a copied clone tells of the original's.
  const there = gitDirectories(life.worktree)?.own;
  if (there !== undefined && wrapperToken(there as AbsolutePath) === tokenOf(life.wrapper)) return false;
  const gitDirectory = (life.id === '' ? o.commonDirectory : `${o.commonDirectory}/worktrees/${life.id}`) as AbsolutePath;
  if (wrapperToken(gitDirectory) !== tokenOf(life.wrapper)) return true;
  const now = o.worktrees.find(({ present, path }) => present && gitDirectories(path)?.own === gitDirectory);
  // Moved, unless the clone is seen here under another name, as in a container.
  return now !== undefined && there === undefined && lstat(dirname(life.worktree)) !== undefined;
}
