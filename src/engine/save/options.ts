import type { CatalogId } from '../../store/catalog.ts';
import type { Work } from '../clone/ambient.ts';
import type { SavedWorkspace } from '../workspaces/workspace-index.ts';
import type { Donor } from './donor.ts';

export interface SaveDirectoryOptions {
  readonly work: Work;
  readonly donor: Donor;
  readonly catalog: CatalogId;
  readonly place: SavedWorkspace;
  /** How long another of this tool that looks through the same directory is waited for. */
  readonly turnMs?: number | undefined;
  readonly progress: (done: number, of: number) => void;
}
