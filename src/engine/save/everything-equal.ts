import { foreignEntry } from '../../formats/cargo/foreign-entries.ts';
import { everythingIn } from '../contents/everything-equal.ts';
import { isCargos } from '../../formats/cargo/target-directory.ts';
import { namesChangedBelow } from '../contents/directory-contents.ts';
import type { TimeNs } from '../../system/brand.ts';
import { once } from '../../system/once.ts';
import type { EverythingEqual } from '../../units/model.ts';
import type { Donor } from './donor.ts';

/** What another worktree would have to be equal to, for a unit that was built here at `builtNs`; null: nothing could be. */
export type DonorEquality = (builtNs: TimeNs) => EverythingEqual | null;

/**
 * The donor's state speaks of the time of a build only where nothing has moved since: neither HEAD, nor tags, nor any
 * tracked file, nor the names in a directory (a file that is in no commit may have been there, and be gone); and only where
 * no file lies beside what cargo made that the build may have left there or read.
 */
export function donorEquality(donor: Donor): DonorEquality {
  const built: readonly string[] = [donor.buildDirectory, donor.targetDirectory];
  const everything = everythingIn({ ...donor, built });
  const movedNs = once(() => lastMove(donor));
  // Only where all is in a commit: installed packages would take seconds.
  const namesNs = once(() => namesChangedBelow(donor.worktree, (path) => built.includes(path) || isCargos(path)));
  const strange = once(() => built.some((directory) => foreignEntry(directory) !== undefined));
  return (builtNs) => {
    const moved = movedNs();
    if (moved === null || moved > builtNs) return null;
    const now = everything();
    if (typeof now === 'string' || strange()) return null;
    return namesNs() > builtNs ? null : now;
  };
}

function lastMove({ git, gitListing, contents }: Donor): bigint | null {
  const headNs = git.head?.movedNs ?? null;
  const tagsNs = git.tags().movedNs;
  const listing = gitListing();
  if (headNs === null || tagsNs === null || listing === undefined) return null;
  let newest = headNs > tagsNs ? headNs : tagsNs;
  for (const path of listing.tracked) {
    const times = contents.times(path);
    // A submodule's files are in no list of this repository.
    if (times === undefined || times.kind === 'directory') return null;
    if (times.changedNs > newest) newest = times.changedNs;
  }
  return newest;
}
