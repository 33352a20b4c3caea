import type { Worktree } from '../../../formats/git/worktrees.ts';
import { readable } from '../../../engine/contents/directory-contents.ts';
import type { AbsolutePath } from '../../../system/brand.ts';
import { cargoContents } from '../cargo-contents.ts';
import type { WithoutBytes } from '../finding.ts';
import type { InUse } from '../places.ts';
import { candidates } from './candidates.ts';
import { isGone, overlaps } from './gone.ts';
import { markedOrphan } from './mark.ts';
import { originOf } from './origin.ts';
import { builtFrom } from './sources.ts';

/** A target or build directory whose worktree is gone. */
export interface Orphan {
  readonly directory: AbsolutePath;
  readonly worktree: AbsolutePath;
}

export interface OrphanQuestion {
  readonly inUse: InUse;
  readonly worktrees: readonly Worktree[];
  /** Directories that were built in once, from the store's memory. */
  readonly remembered: readonly AbsolutePath[];
}

/** Directories that nothing builds in any more. Proof is what they were built from: it is this repository's, and all gone. */
export function findOrphans(question: OrphanQuestion): Orphan[] {
  const { inUse, worktrees } = question;
  const used = inUse.places.flatMap((place) => [place.buildDirectory, place.targetDirectory]);
  const orphans: Orphan[] = [];
  for (const directory of candidates(question)) {
    if (used.some((path) => overlaps(path, directory))) continue;
    if (worktrees.some(({ path }) => path === directory || path.startsWith(`${directory}/`))) continue;
    const worktree = readable(() => builderOf(directory, inUse));
    if (worktree !== undefined && isGone(worktree, worktrees)) orphans.push({ directory, worktree });
  }
  return orphans;
}

function builderOf(directory: AbsolutePath, inUse: InUse): AbsolutePath | undefined {
  if (cargoContents(directory, { nested: true }) === undefined) return undefined;
  return markedOrphan(directory) ?? originOf(builtFrom(directory), [...inUse.files.values()]);
}

export function orphanContents({ directory, worktree }: Orphan): WithoutBytes[] {
  const paths = cargoContents(directory, { nested: true });
  if (paths === undefined || paths.length === 0) return [];
  return [{ kind: 'orphaned', reason: { reason: 'worktree-gone', worktree }, directory, worktree: undefined, count: 0, paths, merges: [] }];
}
