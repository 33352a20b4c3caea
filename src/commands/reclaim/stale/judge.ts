import type { Slot } from '../../../units/model.ts';

/** Why a unit will never be fresh again as it is. */
export type StaleReason = 'incomplete' | 'superseded' | 'not-in-lockfile' | 'compiler-gone';

/** What is needed to judge a unit. */
export interface UnitFacts<Own extends string = Exclude<StaleReason, 'superseded'>> {
  readonly slot: Slot;
  /** The number that dependents name it by; undefined where cargo's hash is not whole. */
  readonly number: bigint | undefined;
  /** Numbers of the units that it stands on; undefined where they cannot be read. */
  readonly dependencies: readonly bigint[] | undefined;
  /** What its own files say. */
  readonly own: Own | undefined;
}

/**
 * The units that cargo would build anew, or never ask for again, whatever is asked of it next.
 *
 * A unit names each dependency by the number of its fingerprint. Where none is stored under that number, the
 * dependency has been rebuilt after the unit or is gone: cargo finds it dirty or newer, and rebuilds the unit
 * (`Fingerprint::check_filesystem`, cargo 1.95). Where all that are stored under it go, the unit goes with them.
 * A unit whose dependencies cannot be read is never judged by them; with `missing: 'unknown'` one whose dependency is
 * stored nowhere is not judged by that either.
 */
export function judgeStale<Own extends string>(
  units: readonly UnitFacts<Own>[],
  o: { readonly missing: 'stale' | 'unknown' } = { missing: 'stale' },
): Map<Slot, Own | 'superseded'> {
  const stored = new Map<bigint, Slot[]>();
  for (const { slot, number } of units) {
    if (number === undefined) continue;
    const same = stored.get(number);
    if (same === undefined) stored.set(number, [slot]);
    else same.push(slot);
  }
  const stale = new Map<Slot, Own | 'superseded'>();
  for (const { slot, own } of units) if (own !== undefined) stale.set(slot, own);
  for (let changed = true; changed; ) {
    changed = false;
    for (const { slot, dependencies } of units) {
      if (stale.has(slot) || dependencies === undefined) continue;
      const broken = dependencies.some((number) => stored.get(number)?.every((other) => stale.has(other)) ?? o.missing === 'stale');
      if (!broken) continue;
      stale.set(slot, 'superseded');
      changed = true;
    }
  }
  return stale;
}
