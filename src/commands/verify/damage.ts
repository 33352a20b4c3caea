import type { BlobProblem } from '../../store/identity.ts';
import type { AbsolutePath } from '../../system/brand.ts';
import type { Provenance, Slot, UnitKey } from '../../units/model.ts';

/** What is wrong with a unit. */
export type DamageReason =
  /** The manifest is cut, garbled or gone. */
  | 'manifest'
  /** The pack of small files is. */
  | 'pack'
  /** A blob is not the file that was stored. */
  | BlobProblem['reason']
  /** A blob's stamp is right and its bytes are not. */
  | 'content'
  /** The system refuses to read it. */
  | 'unreadable';

export interface Damage {
  readonly key: UnitKey;
  readonly reason: DamageReason;
  /** In the store. */
  readonly path: string;
  /** Undefined where the manifest cannot be read. */
  readonly unit: { readonly slot: Slot; readonly package: string; readonly file: string; readonly provenance: Provenance } | undefined;
  readonly stored?: string;
  readonly found?: string;
  /** It was changed then or before, in nanoseconds; undefined where no time tells. */
  readonly sinceNs: bigint | undefined;
  /** Build directories that hold this unit: where the blob is linked, the file there is the damaged one. */
  readonly heldBy: readonly AbsolutePath[];
}
