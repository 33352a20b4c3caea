import type { WorktreeListing } from '../cargo/fingerprint-hash/package-files.ts';
import type { PackageListing } from '../contents/package-files.ts';
import type { WorktreeContents } from '../contents/worktree-contents.ts';
import type { PlacementSettings } from '../place/policy.ts';
import type { TallyCounter } from '../place/tally.ts';
import type { CatalogEntry, CatalogId } from '../store/catalog.ts';
import type { Store } from '../store/open.ts';
import type { AbsolutePath } from '../system/brand.ts';
import type { WorktreeFacts } from '../units/may-place.ts';
import type { Watchable } from './watched.ts';
import type { BuildTree } from '../workspaces/discover.ts';
import type { Stopping } from '../system/interruption.ts';

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
  /** Ends the work between two units; what was done by then stays. */
  readonly signal?: Stopping | undefined;
  readonly progress: (done: number, of: number) => void;
}
