import { hash } from 'node:crypto';
import { isAwaiting, isUnvouched } from './evidence.ts';
import type { Condition, DependencyEdge, Input, Manifest, PackageSource, Provenance, Sha256, Slot, UnitKey } from './model.ts';

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
  readonly provenance: Pick<Provenance, 'worktree' | 'builtNs'>;
}

/**
 * The key of a unit variant: it changes with everything that the two decisions look at. Where it is not known yet what a unit
 * was told, two builds of it may differ in anything, and an audit compares with the time of its own build: each is a
 * variant of its own.
 */
export function unitKey(unit: UnitIdentity): UnitKey {
  return sha256(JSON.stringify([madeFromAll(unit), buildOf(unit)]));
}

/** By which is remembered what was seen of a unit whenever it is built again from the same. */
export function keyOfAnyBuild(unit: UnitIdentity): UnitKey {
  return sha256(JSON.stringify(['any-build', madeFromAll(unit)]));
}

function madeFromAll(unit: UnitIdentity): unknown[] {
  return [
    unit.slot,
    unit.fingerprint,
    unit.rustc,
    unit.source,
    unit.dependencies,
    unit.inputs,
    unit.conditions,
    unit.digest,
  ];
}

function buildOf({ conditions, provenance }: Pick<UnitIdentity, 'conditions' | 'provenance'>): readonly string[] {
  return conditions.some(isUnvouched) ? [provenance.worktree, provenance.builtNs] : [];
}

/**
 * The digest by which dependents know a unit that has no metadata (executables, libraries without any):
 * what it was made from. A build script's run stands on what the script does, so where that is not known yet, on that build.
 */
export function derivedDigest(unit: Pick<Manifest, 'kind' | 'slot' | 'fingerprint' | 'inputs' | 'dependencies' | 'conditions' | 'provenance'>): Sha256 {
  const compared = unit.conditions.filter((condition) => !isAwaiting(condition));
  const build = unit.kind === 'build-script' ? buildOf(unit) : [];
  return sha256(JSON.stringify(['made-from', unit.slot, unit.fingerprint, unit.inputs, unit.dependencies, compared, build]));
}
