import { hash } from 'node:crypto';
import type { Condition, DependencyEdge, Input, Manifest, PackageSource, Sha256, Slot, UnitKey } from './model.ts';

export function sha256(data: string | Buffer): Sha256 {
  return hash('sha256', data, 'hex') as Sha256;
}

/** What makes one variant of a unit: two builds with the same key may stand for each other. */
export interface UnitIdentity {
  readonly slot: Slot;
  readonly fingerprint: string;
  readonly rustc: string;
  readonly source: PackageSource;
  readonly dependencies: readonly DependencyEdge[];
  readonly inputs: readonly Input[];
  readonly conditions: readonly Condition[];
  readonly digest: Sha256;
}

/** The key of a unit variant: it changes with everything that the two decisions look at. */
export function unitKey(unit: UnitIdentity): UnitKey {
  return sha256(
    JSON.stringify([
      1,
      unit.slot,
      unit.fingerprint,
      unit.rustc,
      unit.source,
      unit.dependencies,
      unit.inputs,
      unit.conditions,
      unit.digest,
    ]),
  );
}

/**
 * The digest by which dependents know a unit that has no metadata (executables, libraries without any):
 * what it was made from.
 */
export function derivedDigest(unit: Pick<Manifest, 'slot' | 'fingerprint' | 'inputs' | 'dependencies'>): Sha256 {
  return sha256(JSON.stringify(['made-from', unit.slot, unit.fingerprint, unit.inputs, unit.dependencies]));
}
