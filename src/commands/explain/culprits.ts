import type { Slot } from '../../units/model.ts';
import type { Refusal } from '../../units/refusal.ts';
import type { Culprit, ExplainedUnit, UnsharedUnit } from './model.ts';

/** The unit that a refusal passes the blame on to, if it does. */
function blamedSlot(refusal: Refusal): Slot | undefined {
  switch (refusal.reason) {
    case 'dependency-refused':
    case 'dependency-not-placed':
    case 'dependency-digest':
      return refusal.dependency;
    default:
      return undefined;
  }
}

/** Groups units by the one that they all lead back to, the largest group first. Never loops on damaged data. */
function groupByCulprit<U>(units: readonly U[], blamed: (unit: U) => U | undefined): Culprit<U>[] {
  const groups = new Map<U, U[]>();
  for (const unit of units) {
    const seen = new Set([unit]);
    let culprit = unit;
    for (let next = blamed(culprit); next !== undefined && !seen.has(next); next = blamed(culprit)) {
      seen.add(next);
      culprit = next;
    }
    const group = groups.get(culprit);
    if (group === undefined) groups.set(culprit, [unit]);
    else group.push(unit);
  }
  return [...groups]
    .map(([unit, because]) => ({ unit, because: [unit, ...because.filter((other) => other !== unit)] }))
    .sort((a, b) => b.because.length - a.because.length);
}

/** What is not shared, by what it is not shared for. */
export function unsharedCulprits(units: readonly UnsharedUnit[]): Culprit<UnsharedUnit>[] {
  const bySlot = new Map(units.map((unit) => [unit.slot, unit]));
  return groupByCulprit(units, ({ refusal }) => {
    const slot = blamedSlot(refusal);
    return slot === undefined ? undefined : bySlot.get(slot);
  });
}

/**
 * What is built, by what it is built for. Cargo's own word goes first: it says which dependency was rebuilt. It says it
 * of one unit of each package only; of the others the graph of what stands there tells. Units that nobody has built yet
 * are one group.
 */
export function buildCulprits(units: readonly ExplainedUnit[], dependencies: (slot: Slot) => readonly Slot[]): Culprit<ExplainedUnit>[] {
  const building = units.filter((unit) => unit.state === 'build');
  const bySlot = new Map(building.map((unit) => [unit.slot, unit]));
  const firstUnbuilt = building.find(isUnbuilt);
  return groupByCulprit(building, (unit) => {
    const name = dependencyIn(unit.dirty);
    if (name !== undefined) return building.find((other) => other !== unit && isNamed(other, name) && isLinkable(other));
    if (unit.dirty !== null) return undefined;
    if (isUnbuilt(unit)) return firstUnbuilt === unit ? undefined : firstUnbuilt;
    const below = unit.slot === null ? undefined : dependencies(unit.slot).find((slot) => bySlot.has(slot));
    if (below !== undefined) return bySlot.get(below);
    const slot = unit.unused === null ? undefined : blamedSlot(unit.unused.refusal);
    return slot === undefined ? undefined : bySlot.get(slot);
  });
}

/** It stands nowhere that this tool knows of. */
function isUnbuilt(unit: ExplainedUnit): boolean {
  return unit.slot === null && unit.dirty === null;
}

/** In ``the dependency `x` was rebuilt`` and its kin (cargo: `fingerprint/dirty_reason.rs`). */
function dependencyIn(dirty: string | null): string | undefined {
  return dirty === null ? undefined : /\bdependency `?([\w-]+)`?/.exec(dirty)?.[1];
}

function isNamed(unit: ExplainedUnit, name: string): boolean {
  const plain = name.replaceAll('-', '_');
  return unit.package.replaceAll('-', '_') === plain || unit.target?.replaceAll('-', '_') === plain;
}

/** Programs are no dependencies of others; a build script is one of its own package's library. */
function isLinkable(unit: ExplainedUnit): boolean {
  return unit.kind !== 'bin' && unit.kind !== 'test' && unit.kind !== 'example';
}
