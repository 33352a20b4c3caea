import type { PackageListing } from '../contents/package-files.ts';
import type { AbsolutePath } from '../../system/brand.ts';
import type { FingerprintIndex, GraphNode } from '../../units/graph.ts';
import type { SaveEvidence } from '../../units/may-save.ts';
import type { Origin, Slot } from '../../units/model.ts';
import type { SaveRefusal } from '../../units/refusal.ts';
import type { SettledUnits } from './collected.ts';
import type { CallerSearch } from './callers.ts';
import type { Donor } from './donor.ts';
import type { CapabilitySearch } from './capability.ts';
import type { DonorEquality } from './everything-equal.ts';
import type { LeftBeside } from './left-beside.ts';
import type { CollectedUnits } from './shelf.ts';

/** Everything that judging one unit of a build directory may look at. */
export interface JudgeContext {
  readonly donor: Donor;
  readonly origins: readonly Origin[];
  /** Units taken out of the donor now. */
  readonly collected: CollectedUnits;
  /** Judged so far: all dependencies of the unit at hand. */
  readonly settled: SettledUnits;
  readonly index: FingerprintIndex<GraphNode>;
  readonly capability: CapabilitySearch;
  readonly callers: CallerSearch;
  readonly equality: DonorEquality;
  /** Whether the last audit of a variant of a slot left it to cargo. */
  readonly wasLeft: (slot: Slot) => boolean;
  readonly leftBeside: LeftBeside;
  readonly listing: PackageListing;
  /** The judgement over the evidence: whether a unit may be saved, or only whether it was built from what is here. */
  readonly decision: (evidence: SaveEvidence) => SaveRefusal | undefined;
  /** A file's blob at the HEAD before the switch that is being followed up. */
  readonly previous: (path: string) => Buffer | undefined;
  /** Writes bytes to a file of the staging directory and gives its path. */
  readonly spill: (bytes: Buffer) => string;
}

export function rootsOf(origins: readonly Origin[]): AbsolutePath[] {
  return origins.map((origin) => origin.path);
}
