import { readBlobs } from '../../formats/git/blobs.ts';
import { parseRustcDepInfo } from '../../formats/cargo/rustc-dep-info.ts';
import { builtNs, bytesOf, fileOf, type CollectedUnit } from './collected.ts';
import type { AbsolutePath } from '../../system/brand.ts';
import type { Donor } from './donor.ts';
import { locate } from './locate.ts';

/**
 * Blobs of the HEAD before a switch, for the sources that changed after the unit was built: what they were compiled
 * from, if the artifact's own digests confirm it; and cargo's configuration of then. One `git cat-file` for all; without a switch, nothing is read.
 */
export function previousBlobs(donor: Donor, units: Iterable<CollectedUnit>): (path: string) => Buffer | undefined {
  if (donor.previousCommit === null) return () => undefined;
  const changed = new Set<string>(donor.workspaces.map((workspace) => configFile(workspace, donor.worktree)));
  for (const unit of units) {
    const text = bytesOf(fileOf(unit, 'rustc-dep-info'));
    const built = builtNs(unit);
    if (text === undefined || built === undefined) continue;
    for (const listed of parseRustcDepInfo(text.toString('utf8')).inputs) {
      if (!listed.endsWith('.rs') || listed.startsWith(donor.cargoHome)) continue;
      for (const workspace of donor.workspaces) {
        const at = locate(listed, workspace, donor);
        if (at.in !== 'worktree' || changed.has(at.path)) continue;
        const times = donor.contents.times(at.path);
        if (times === undefined || times.changedNs > built) changed.add(at.path);
      }
    }
  }
  const blobs = readBlobs(donor.worktree, donor.previousCommit, [...changed]);
  return (path) => (blobs.ok ? blobs.value.get(path) : undefined);
}

/** A workspace's own configuration file, relative to the worktree. */
export function configFile(workspace: AbsolutePath, worktree: AbsolutePath): string {
  return `${workspace}/.cargo/config.toml`.slice(worktree.length + 1);
}
