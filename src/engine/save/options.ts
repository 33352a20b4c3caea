import type { PlacementSettings } from '../../store/place/policy.ts';
import type { CatalogId } from '../../store/catalog.ts';
import type { Store } from '../../store/open.ts';
import type { Donor } from './donor.ts';
import type { Stopping } from '../../system/interruption.ts';

export interface SaveDirectoryOptions {
  readonly donor: Donor;
  readonly store: Store;
  readonly catalog: CatalogId;
  readonly workspace: string;
  readonly subdirectory: string;
  readonly settings: PlacementSettings;
  readonly dryRun: boolean;
  /** Ends the work between two units; what was done by then stays. */
  readonly turnMs?: number | undefined;
  readonly signal?: Stopping | undefined;
  readonly progress: (done: number, of: number) => void;
}
