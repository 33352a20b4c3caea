import type { WorktreeListing } from '../../formats/git/listing.ts';
import type { PackageListing } from '../contents/package-files.ts';
import type { WorktreeContents } from '../contents/worktree-contents.ts';
import type { TallyCounter } from '../../store/place/tally.ts';
import type { CatalogEntry, CatalogId } from '../../store/catalog.ts';
import type { AbsolutePath } from '../../system/brand.ts';
import type { WorktreeFacts } from '../../units/may-place.ts';
import type { WarmPlan } from './plan.ts';
import type { Watchable } from './watched.ts';
import type { BuildTree } from '../workspaces/discover.ts';

/** How long a warm may take, and what it does while it waits and where time runs out. */
export interface Patience {
  /** Milliseconds on the `performance.now()` clock: no unit is begun after it. */
  readonly deadline: number;
  /** Of that time, how much saving may take, in milliseconds; unless given, all but a quarter. This worktree's units go first. */
  readonly savingMs?: number | undefined;
  /** How long cargo, and others of this tool, are waited for within that: no limit of its own unless given. */
  readonly lockMs?: number | undefined;
  readonly onWait: (path: string) => void;
  /** Cargo's locks that this process was given by the one that has started it. */
  readonly inheritedLocks?: readonly number[] | undefined;
  /**
   * Called at the deadline, with the open files that hold cargo's locks, and says whether another process places the rest
   * under them. Unless given, the rest is left to cargo.
   */
  readonly handOver?: ((locks: readonly number[]) => boolean) | undefined;
}

export interface WarmRequest {
  readonly worktree: AbsolutePath;
  /** Worktrees whose new units are saved first, the preferred one first. */
  readonly donors: readonly AbsolutePath[];
  /** All worktrees of the clone. */
  readonly all: readonly AbsolutePath[];
  /** Undefined: nothing is saved first, from this worktree neither; the store is taken as it is. */
  readonly saving: Saving | undefined;
  /** Whether to look for workspaces that were never saved from, and for what other clones have built: dearer than a hook should be. */
  readonly discover: boolean;
  /** Runs build scripts of the repository, which no hook does; undefined: none is run. */
  readonly runAgain?: RunAgain | undefined;
  readonly patience: Patience;
  readonly progress: (what: 'saving' | 'warming', done: number, of: number) => void;
}

/** What is saved before anything is decided. */
export interface Saving {
  /** HEAD before the switch that is being followed up. */
  readonly previousCommit: string | null;
  /** Called when all is saved. */
  readonly after?: (() => Promise<void>) | undefined;
}

/**
 * Runs, on what this worktree holds, the scripts of runs that do not fit here, and adds to the catalog those that came out
 * as they are stored. Gives the packages of these.
 */
export type RunAgain = (from: RunAgainRequest) => Promise<readonly string[]>;

export interface RunAgainRequest {
  readonly here: Here;
  readonly placing: Placing;
  /** What was decided without them. */
  readonly plan: WarmPlan;
  /** Of the catalog. */
  readonly entries: readonly CatalogEntry[];
}

/** The worktree that is warmed, as far as what is placed in it depends on it. */
export interface Here {
  readonly worktree: AbsolutePath;
  /** Of cargo in it. */
  readonly env: NodeJS.ProcessEnv;
  readonly contents: WorktreeContents;
  readonly listing: () => PackageListing;
  /** Asked only where a build script without rerun-if is to be placed. */
  readonly gitListing: () => WorktreeListing | undefined;
  readonly facts: WorktreeFacts;
  /** See {@link Watchable}; what is being warmed knows the rest. */
  readonly watchable: Pick<Watchable, 'variable' | 'headFiles' | 'gitDirectories' | 'configFiles' | 'compilerFiles'>;
}

/** One build directory, and what there is for it. */
export interface Placing {
  readonly tree: BuildTree;
  readonly catalog: CatalogId;
  /** Units that other clones have built; those of the catalog are preferred. */
  readonly offers?: readonly CatalogEntry[];
  readonly patience: Pick<Patience, 'deadline' | 'lockMs' | 'onWait' | 'inheritedLocks'>;
  readonly runAgain?: RunAgain | undefined;
  readonly tally: TallyCounter;
  readonly progress: (done: number, of: number) => void;
}
