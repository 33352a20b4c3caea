import type { WorktreeListing } from '../../formats/git/listing.ts';
import type { PackageListing } from '../contents/package-files.ts';
import type { WorktreeContents } from '../contents/worktree-contents.ts';
import type { PlacementSettings } from '../../store/place/policy.ts';
import type { TallyCounter } from '../../store/place/tally.ts';
import type { CatalogEntry, CatalogId } from '../../store/catalog.ts';
import type { Store } from '../../store/open.ts';
import type { AbsolutePath } from '../../system/brand.ts';
import type { WorktreeFacts } from '../../units/may-place.ts';
import type { Watchable } from './watched.ts';
import type { Declarations } from '../workspaces/declarations.ts';
import type { BuildTree } from '../workspaces/discover.ts';
import type { Stopping } from '../../system/interruption.ts';

export interface WarmDirectoryOptions {
  readonly worktree: AbsolutePath;
  readonly tree: BuildTree;
  readonly store: Store;
  readonly catalog: CatalogId;
  /** Units that other clones have built; those of the catalog are preferred. */
  readonly offers?: readonly CatalogEntry[];
  readonly contents: WorktreeContents;
  readonly listing: () => PackageListing;
  /** Asked only where a build script without rerun-if is to be placed. */
  readonly gitListing: () => WorktreeListing | undefined;
  readonly facts: WorktreeFacts;
  /** See {@link Watchable}; what is being warmed knows the rest. */
  readonly watchable: Pick<Watchable, 'variable' | 'headFiles' | 'gitDirectories' | 'configFiles' | 'compilerFiles'>;
  readonly settings: PlacementSettings;
  readonly tally: TallyCounter;
  readonly dryRun: boolean;
  /** Milliseconds on the `performance.now()` clock: no unit is begun after it. */
  readonly deadline: number;
  /** How long cargo is waited for, within that. */
  readonly lockMs?: number | undefined;
  readonly onWait: (path: string) => void;
  /** Cargo's locks that this process was given by the one that has started it. */
  readonly inheritedLocks?: readonly number[] | undefined;
  /** Ends the work between two units; what was done by then stays. */
  readonly signal?: Stopping | undefined;
  readonly progress: (done: number, of: number) => void;
}

export interface WarmWorktreeOptions {
  readonly repository: AbsolutePath;
  readonly worktree: AbsolutePath;
  /** Worktrees whose new units are saved first, the preferred one first. */
  readonly donors: readonly AbsolutePath[];
  /** False: nothing is saved first, from this worktree neither; the store is taken as it is. */
  readonly saves: boolean;
  /** All worktrees of the clone. */
  readonly all: readonly AbsolutePath[];
  /** Called when the donors are saved, before anything is decided. */
  readonly afterSaving?: (() => Promise<void>) | undefined;
  /** Whether to look for workspaces that were never saved from, and for what other clones have built: dearer than a hook should be. */
  readonly discover: boolean;
  /** `shared`: worktrees build in one directory on purpose; only units of no worktree's own are placed there. */
  readonly mode: 'linked' | 'shared';
  readonly store: Store;
  readonly env: NodeJS.ProcessEnv;
  /** Whether that is the environment of a shell in this worktree: what it says of builds holds there alone. */
  readonly shell: 'here' | 'elsewhere';
  /** See `CargoUse`. */
  readonly mayRunCargo: boolean;
  readonly settings: PlacementSettings & { readonly copyLockfile: boolean; readonly declared: Declarations };
  readonly previousCommit: string | null;
  readonly dryRun: boolean;
  /** Milliseconds on the `performance.now()` clock. */
  readonly deadline: number;
  /** Of that time, how much saving may take, in milliseconds; unless given, all but a quarter. This worktree's units go first. */
  readonly savingMs?: number | undefined;
  /** How long cargo, and others of this tool, are waited for: no limit of its own unless given. */
  readonly lockMs?: number | undefined;
  readonly onWait: (path: string) => void;
  /**
   * Called at the deadline, with the open files that hold cargo's locks, and says whether another process places the rest
   * under them. Unless given, the rest is left to cargo.
   */
  readonly handOver?: ((locks: readonly number[]) => boolean) | undefined;
  /** See {@link WarmDirectoryOptions.inheritedLocks}. */
  readonly inheritedLocks?: readonly number[] | undefined;
  /** Ends the work between two units; what was done by then stays. */
  readonly signal?: Stopping | undefined;
  readonly progress: (what: 'saving' | 'warming', done: number, of: number) => void;
}
