import type { DependencyEdge, Manifest, Slot, UnitKey } from './model.ts';
import type { PlaceRefusal } from './refusal.ts';

/** The variants of one slot that may be placed as far as their own inputs go, the preferred one first. */
export type Variants = (slot: Slot) => readonly Manifest[];

export interface Choice {
  readonly chosen: ReadonlyMap<Slot, Manifest>;
  /** Slots with variants of which none fits together with the rest. */
  readonly refused: ReadonlyMap<Slot, PlaceRefusal>;
}

/**
 * Chooses at most one variant a slot so that every chosen unit has all its dependencies among the chosen, each
 * with the digest that it was compiled against. Units of different origins may only be combined when those
 * agree: cargo's fingerprint does not tell, and rustc would fail with E0460.
 *
 * `order` lists the slots, those to be satisfied first at the front (present units, then dependents before
 * their dependencies): a slot that many want is decided by the first who asks.
 */
export function choose(order: readonly Slot[], variants: Variants): Choice {
  const chosen = new Map<Slot, Manifest>();
  const refused = new Map<Slot, PlaceRefusal>();
  /** Slots chosen during the attempt under way, in order: taken back when it fails. */
  const journal: Slot[] = [];
  /** What failed for a reason that no later attempt can lift. */
  const failed = new Map<UnitKey, PlaceRefusal>();

  const take = (manifest: Manifest): void => {
    chosen.set(manifest.slot, manifest);
    journal.push(manifest.slot);
  };
  const takeBackTo = (length: number): void => {
    for (const slot of journal.splice(length)) chosen.delete(slot);
  };

  function attempt(manifest: Manifest): Failed | undefined {
    const known = failed.get(manifest.key);
    if (known !== undefined) return { refusal: known, forGood: true };
    const start = journal.length;
    take(manifest);
    for (const edge of manifest.dependencies) {
      const failure = attemptDependency(edge);
      if (failure === undefined) continue;
      takeBackTo(start);
      if (failure.forGood) failed.set(manifest.key, failure.refusal);
      return failure;
    }
    return undefined;
  }

  function attemptDependency(edge: DependencyEdge): Failed | undefined {
    const taken = chosen.get(edge.slot);
    if (taken !== undefined) {
      if (taken.digest === edge.digest) return undefined;
      const forGood = !journal.includes(edge.slot);
      return { refusal: { reason: 'dependency-digest', dependency: edge.slot, package: taken.source.name }, forGood };
    }
    const all = variants(edge.slot);
    const packageName = all[0]?.source.name ?? packageOfSlot(edge.slot);
    const reason = all.length === 0 ? 'dependency-not-placed' : 'dependency-digest';
    let failure: Failed = { refusal: { reason, dependency: edge.slot, package: packageName }, forGood: true };
    for (const variant of all) {
      if (variant.digest !== edge.digest) continue;
      const deeper = attempt(variant);
      if (deeper === undefined) return undefined;
      const refusal: PlaceRefusal = { reason: 'dependency-not-placed', dependency: edge.slot, package: packageName };
      failure = { refusal, forGood: failure.forGood && deeper.forGood };
    }
    return failure;
  }

  for (const slot of order) {
    if (chosen.has(slot)) continue;
    let failure: Failed | undefined;
    for (const variant of variants(slot)) {
      failure = attempt(variant);
      if (failure === undefined) break;
    }
    journal.length = 0;
    if (failure !== undefined) refused.set(slot, failure.refusal);
  }
  for (const slot of chosen.keys()) refused.delete(slot);
  return { chosen, refused };
}

interface Failed {
  readonly refusal: PlaceRefusal;
  /** Whether it would fail again, whatever else is chosen later. */
  readonly forGood: boolean;
}

/** The package part of a slot, for words only. */
export function packageOfSlot(slot: Slot): string {
  const parts = slot.split('/');
  return slot.startsWith('legacy/') ? (parts.at(-2) ?? slot).replace(/-[0-9a-f]{16}$/, '') : (parts.at(-3) ?? slot);
}

/** The unit hash in a slot of either layout. */
export function unitHashOf(slot: Slot): string | undefined {
  const parts = slot.split('/');
  const part = (slot.startsWith('legacy/') ? parts.at(-2)?.slice(-16) : parts.at(-2)) ?? '';
  return /^[0-9a-f]{16}$/.test(part) ? part : undefined;
}
