import type { WorktreeContents } from '../contents/worktree-contents.ts';
import type { AbsolutePath } from '../system/brand.ts';
import type { Manifest } from '../units/model.ts';

/** A worktree, and what is stored of its builds. */
export interface BuiltWorktree {
  readonly worktree: AbsolutePath;
  readonly manifests: readonly Manifest[];
  /** Every file that git tracks; relative. */
  readonly tracked: readonly string[];
  readonly contents: WorktreeContents;
}

/**
 * Whether no tracked file has changed, or gone, since cargo last built something here. An audit runs what stands in the
 * worktree: after a checkout that would be code which nobody has built yet, and after an edit it would tell of another
 * build than the stored one. Units that came from other worktrees say nothing of builds here.
 */
export function isAsBuilt({ worktree, manifests, tracked, contents }: BuiltWorktree): boolean {
  const built = manifests.filter(({ provenance }) => provenance.worktree === worktree).map(({ provenance }) => BigInt(provenance.builtNs));
  const last = built.reduce((newest, ns) => (ns > newest ? ns : newest), 0n);
  return tracked.every((path) => {
    const times = contents.times(path);
    return times !== undefined && times.changedNs <= last;
  });
}
