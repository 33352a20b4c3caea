import type { WorktreeListing } from '../../formats/git/listing.ts';
import type { ConfigEnv } from '../../formats/cargo/config-env.ts';
import type { GitState } from '../../formats/git/work-tree.ts';
import type { AbsolutePath } from '../../system/brand.ts';
import { realpath } from '../../system/fs.ts';
import { PLATFORM, type Platform } from '../../system/platform.ts';
import type { WorktreeContents } from '../contents/worktree-contents.ts';
import type { PackageListing } from '../contents/package-files.ts';
import type { Declaring } from '../../units/declared.ts';
import type { Origin } from '../../units/model.ts';

/** A build directory of a worktree that units are taken from, with what its worktree says of itself. */
export interface Donor {
  readonly worktree: AbsolutePath;
  /** Roots of the workspaces that build here: nearly always one. */
  readonly workspaces: readonly AbsolutePath[];
  readonly buildDirectory: AbsolutePath;
  readonly targetDirectory: AbsolutePath;
  /** Other spellings of the two directories that cargo uses: so they may stand in what was built. */
  readonly spellings: readonly string[];
  /** Whether nobody but this worktree builds here: see `ownsBuildDirectory`. */
  readonly owned: boolean;
  /** The clone's other worktrees: where the directory is not owned, one of them may have built a unit. */
  readonly otherWorktrees: readonly AbsolutePath[];
  readonly cargoHome: AbsolutePath;
  readonly git: GitState;
  readonly configEnv: ConfigEnv;
  readonly declared: Declaring;
  /** Of a shell in this worktree; undefined: this was started elsewhere. */
  readonly shellEnv: NodeJS.ProcessEnv | undefined;
  /** HEAD before the switch that is being followed up: its blobs may be what the units were compiled from. */
  readonly previousCommit: string | null;
  readonly contents: WorktreeContents;
  readonly listing: () => PackageListing;
  /** Asked only where a build script without rerun-if is judged. */
  readonly gitListing: () => WorktreeListing | undefined;
}

type Places = Pick<Donor, 'worktree' | 'buildDirectory' | 'targetDirectory' | 'spellings' | 'owned' | 'otherWorktrees'>;

/** The roots that a build in the donor may have baked in, the longest first so that the most special is met first. */
export function originsOf(places: Places, platform = PLATFORM): Origin[] {
  const { worktree, buildDirectory, targetDirectory, spellings } = places;
  const origins = new Map<string, Origin>();
  const add = (path: string | undefined, means: Origin['means']): void => {
    const known = path === undefined || origins.has(path) || (means !== 'worktree' && isBelow(path, worktree));
    if (!known) origins.set(path, { path: path as AbsolutePath, means });
  };
  add(worktree, 'worktree');
  add(realpath(worktree), 'worktree');
  add(shortWay(worktree, platform), 'worktree');
  if (!places.owned) for (const other of places.otherWorktrees) add(other, 'worktree');
  for (const directory of [buildDirectory, realpath(buildDirectory), spellings[1], shortWay(buildDirectory, platform)]) add(directory, 'build-directory');
  for (const directory of [targetDirectory, realpath(targetDirectory), spellings[0], shortWay(targetDirectory, platform)]) add(directory, 'target-directory');
  return [...origins.values()].sort((a, b) => b.path.length - a.path.length);
}

/** The way that people type, and shells keep in `PWD`: `/tmp/x` of `/private/tmp/x`. */
function shortWay(path: string, { linkedBelow }: Platform): string | undefined {
  const short = linkedBelow !== undefined && path.startsWith(`${linkedBelow.directory}/`) ? path.slice(linkedBelow.directory.length) : undefined;
  return short !== undefined && linkedBelow?.names.some((name) => short.startsWith(`/${name}/`)) === true ? short : undefined;
}

/**
 * Whether a build directory surely is one worktree's alone. One that lies elsewhere (CARGO_TARGET_DIR, an absolute
 * `build.target-dir`) may be everybody's: the environment of other builds is not known. One inside, or behind a link,
 * is shared where another worktree builds in the same place (the recipe).
 */
export function ownsBuildDirectory(
  buildDirectory: AbsolutePath,
  worktree: AbsolutePath,
  others: readonly { readonly worktree: AbsolutePath; readonly buildDirectories: readonly AbsolutePath[] }[],
): boolean {
  const deepest = [worktree, ...others.map((other) => other.worktree)]
    .filter((root) => isBelow(buildDirectory, root))
    .reduce<string>((longest, root) => (root.length > longest.length ? root : longest), '');
  if (deepest !== worktree) return false;
  const real = realpath(buildDirectory) ?? buildDirectory;
  return !others.some((other) => other.buildDirectories.some((directory) => (realpath(directory) ?? directory) === real));
}

/** Spellings of the donor's build directory. */
export function placesOf({ buildDirectory, spellings }: Pick<Donor, 'buildDirectory' | 'spellings'>): string[] {
  return [buildDirectory, realpath(buildDirectory) ?? buildDirectory, ...spellings];
}

export function isBelow(path: string, directory: string): boolean {
  return path === directory || path.startsWith(directory.endsWith('/') ? directory : `${directory}/`);
}
