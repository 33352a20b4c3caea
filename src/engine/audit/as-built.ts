import type { WorktreeContents } from '../contents/worktree-contents.ts';
import type { AbsolutePath } from '../../system/brand.ts';
import type { Manifest } from '../../units/model.ts';

/** A worktree, and what is stored of its builds. */
export interface BuiltWorktree {
  readonly worktree: AbsolutePath;
  readonly manifests: readonly Manifest[];
  /** Every file that git tracks; relative. */
  readonly tracked: readonly string[];
  readonly contents: WorktreeContents;
}

/**
 * Whether no tracked file has changed, or gone, since cargo last built something here. An audit that nobody has asked for
 * runs nothing else: after a checkout a script that was built may start a program that nobody has run yet.
 * Units that came from other worktrees say nothing of builds here.
 */
export function isAsBuilt({ worktree, manifests, tracked, contents }: BuiltWorktree): boolean {
  const built = manifests.filter(({ provenance }) => provenance.worktree === worktree).map(({ provenance }) => BigInt(provenance.builtNs));
  const last = built.reduce((newest, ns) => (ns > newest ? ns : newest), 0n);
  return tracked.every((path) => {
    const times = contents.times(path);
    return times !== undefined && times.changedNs <= last;
  });
}
