import type { WorktreeListing } from '../cargo/fingerprint-hash/package-files.ts';
import type { HeadState } from '../git/head.ts';
import type { AbsolutePath } from '../system/brand.ts';
import { realpath } from '../system/fs.ts';
import type { WorktreeContents } from '../contents/worktree-contents.ts';
import type { PackageListing } from '../contents/package-files.ts';
import type { Origin } from '../units/model.ts';

/** A build directory of a worktree that units are taken from, with what its worktree says of itself. */
export interface Donor {
  readonly worktree: AbsolutePath;
  /** Roots of the workspaces that build here: nearly always one. */
  readonly workspaces: readonly AbsolutePath[];
  readonly buildDirectory: AbsolutePath;
  readonly targetDirectory: AbsolutePath;
  /** Other spellings of the two directories that cargo uses: so they may stand in what was built. */
  readonly spellings: readonly string[];
  readonly cargoHome: AbsolutePath;
  readonly head: HeadState | null;
  /** HEAD before the switch that is being followed up: its blobs may be what the units were compiled from. */
  readonly previousCommit: string | null;
  readonly contents: WorktreeContents;
  readonly listing: () => PackageListing;
  /** Asked only where a build script without rerun-if is judged. */
  readonly gitListing: () => WorktreeListing | undefined;
}

type Places = Pick<Donor, 'worktree' | 'buildDirectory' | 'targetDirectory' | 'spellings'>;

/** The roots that a build in the donor may have baked in, the longest first so that the most special is met first. */
export function originsOf(places: Places): Origin[] {
  const { worktree, buildDirectory, targetDirectory, spellings } = places;
  const origins = new Map<string, Origin>();
  const add = (path: string | undefined, means: Origin['means']): void => {
    const known = path === undefined || origins.has(path) || (means !== 'worktree' && isBelow(path, worktree));
    if (!known) origins.set(path, { path: path as AbsolutePath, means });
  };
  add(worktree, 'worktree');
  add(realpath(worktree), 'worktree');
  for (const directory of [buildDirectory, realpath(buildDirectory), spellings[1]]) add(directory, 'build-directory');
  for (const directory of [targetDirectory, realpath(targetDirectory), spellings[0]]) add(directory, 'target-directory');
  return [...origins.values()].sort((a, b) => b.path.length - a.path.length);
}

export function isBelow(path: string, directory: string): boolean {
  return path === directory || path.startsWith(directory.endsWith('/') ? directory : `${directory}/`);
}
