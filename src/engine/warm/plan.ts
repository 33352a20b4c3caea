import type { Manifest, Slot, UnitKey } from '../../units/model.ts';
import type { PlaceRefusal } from '../../units/refusal.ts';
import { orderTimes, type Floor, type OrderedTimes } from '../../units/stamps.ts';
import type { TimedUnit } from '../../units/outputs.ts';

/** What happens to one slot. Slots that are not named are left to cargo. */
export type WarmStep =
  /** Present, right and fresh. */
  | { readonly do: 'keep'; readonly manifest: Manifest }
  | { readonly do: 'place'; readonly manifest: Manifest; readonly times: OrderedTimes; readonly replaces: boolean }
  /** Built on a unit that is replaced by another variant: cargo must not take it for fresh. */
  | { readonly do: 'invalidate'; readonly slot: Slot; readonly fingerprintPath: string };

/** A unit that stands in the build directory now. */
export interface PresentUnit {
  readonly slot: Slot;
  readonly fingerprintPath: string;
  /** Undefined: not saved, so nothing is known of it. */
  readonly key: UnitKey | undefined;
  /** Whether cargo would find its own inputs unchanged, and the times of its outputs; only for known ones. */
  readonly fresh: { readonly isFresh: boolean; readonly times: TimedUnit } | undefined;
  /** The units that it was built on, as far as they are present. */
  readonly dependencies: readonly Slot[];
  /** Whether it was also built on what no longer stands here as it did, or on files here that none of these has made. */
  readonly standsOnMore: () => boolean;
}

export interface WarmPlan {
  /** Dependencies before dependents, what is invalidated before all. */
  readonly steps: readonly WarmStep[];
  readonly refusals: ReadonlyMap<Slot, PlaceRefusal>;
}

/** Decides what to do with every slot, given the variants that were chosen. Pure. `chosen` has dependencies first. */
export function planWarm(o: {
  readonly chosen: readonly Manifest[];
  readonly refusals: ReadonlyMap<Slot, PlaceRefusal>;
  readonly present: ReadonlyMap<Slot, PresentUnit>;
  readonly floors: ReadonlyMap<Slot, Floor>;
}): WarmPlan {
  const { kept, times } = settleKept(o);
  const steps: WarmStep[] = o.chosen.map((manifest) =>
    kept.has(manifest.slot)
      ? { do: 'keep', manifest }
      : {
          do: 'place',
          manifest,
          times: times.get(manifest.slot) ?? { times: { kind: manifest.kind, outputs: [] }, stamped: [] },
          replaces: o.present.has(manifest.slot),
        },
  );
  return { steps: [...invalidations(o, steps.some((step) => step.do === 'place')), ...steps], refusals: o.refusals };
}

type Input = Parameters<typeof planWarm>[0];

/** A present unit is kept unless it would need a time that it has not: then it is placed anew with that time. */
function settleKept(o: Input): { kept: ReadonlySet<Slot>; times: ReadonlyMap<Slot, OrderedTimes> } {
  const kept = new Map<Slot, TimedUnit>();
  for (const { slot, key } of o.chosen) {
    const present = o.present.get(slot);
    if (present?.key === key && present.fresh?.isFresh === true) kept.set(slot, present.fresh.times);
  }
  for (;;) {
    const times = orderTimes(o.chosen, o.floors, kept);
    const unfit = [...kept.keys()].filter((slot) => (times.get(slot)?.stamped.length ?? 0) > 0);
    if (unfit.length === 0) return { kept: new Set(kept.keys()), times };
    for (const slot of unfit) kept.delete(slot);
  }
}

/**
 * Present units that are neither kept nor placed, but stand on a unit whose variant changes. Cargo compares times
 * only, and a placed unit may well be older than the one that it replaces. So may one be that comes where a unit was
 * deleted, or a file that a unit read without depending on it: no edge tells which, so whatever is placed counts.
 */
function invalidations(o: Input, places: boolean): WarmStep[] {
  const changing = new Set<Slot>();
  const chosen = new Set(o.chosen.map((manifest) => manifest.slot));
  for (const { slot, key } of o.chosen) {
    const present = o.present.get(slot);
    if (present !== undefined && present.key !== key) changing.add(slot);
  }
  const steps: WarmStep[] = [];
  for (let before = -1; before !== changing.size; ) {
    before = changing.size;
    for (const unit of o.present.values()) {
      if (chosen.has(unit.slot) || changing.has(unit.slot)) continue;
      if (!unit.dependencies.some((slot) => changing.has(slot)) && !(places && unit.standsOnMore())) continue;
      changing.add(unit.slot);
      steps.push({ do: 'invalidate', slot: unit.slot, fingerprintPath: unit.fingerprintPath });
    }
  }
  return steps;
}
