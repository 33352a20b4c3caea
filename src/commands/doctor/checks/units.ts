import { survey } from '../../../engine/save/survey.ts';
import { readSeen } from '../../../store/targets.ts';
import type { SaveRefusal } from '../../../units/refusal.ts';
import { builtTrees, type Site } from '../site.ts';

export type UnitsFinding =
  | { readonly check: 'units'; readonly verdict: 'pass'; readonly finding: 'units-shared'; readonly units: number; readonly refused: number }
  /** The unit whose refusal costs most: itself and all that stand on it. */
  | {
      readonly check: 'units';
      readonly verdict: 'warn';
      readonly finding: 'units-refused';
      readonly units: number;
      readonly refused: number;
      readonly culprit: string;
      readonly refusal: SaveRefusal;
      readonly costs: number;
    };

/** Refusals are normal in small numbers; from this share of all units on they are worth a look. */
const WORTH_A_LOOK = 0.2;

/** What the last save said of the units here. */
export function checkUnits(site: Site): UnitsFinding[] {
  if (site.here === undefined || site.store?.ok !== true) return [];
  const store = site.store.value;
  const refusals = new Map<string, { readonly name: string; readonly refusal: SaveRefusal }>();
  let units = 0;
  for (const { buildDirectory } of builtTrees(site.here)) {
    for (const { entry, seen } of survey(buildDirectory, readSeen(store, buildDirectory))) {
      units += 1;
      if (seen !== undefined && 'refused' in seen.result) refusals.set(entry.slot, { name: entry.packageName, refusal: seen.result.refused });
    }
  }
  const worst = costliest(refusals);
  const refused = refusals.size;
  if (worst === undefined || refused < units * WORTH_A_LOOK) return [{ check: 'units', verdict: 'pass', finding: 'units-shared', units, refused }];
  return [{ check: 'units', verdict: 'warn', finding: 'units-refused', units, refused, culprit: worst.name, refusal: worst.refusal, costs: worst.costs }];
}

/** Follows each `dependency-refused` down to the unit that was refused for a reason of its own. */
function costliest(refusals: ReadonlyMap<string, { name: string; refusal: SaveRefusal }>): { name: string; refusal: SaveRefusal; costs: number } | undefined {
  const costs = new Map<string, number>();
  for (const slot of refusals.keys()) {
    let at = slot;
    for (let depth = 0; depth < refusals.size; depth++) {
      const refusal = refusals.get(at)?.refusal;
      if (refusal?.reason !== 'dependency-refused' || !refusals.has(refusal.dependency)) break;
      at = refusal.dependency;
    }
    costs.set(at, (costs.get(at) ?? 0) + 1);
  }
  const [top] = [...costs].sort((a, b) => b[1] - a[1]);
  const found = top === undefined ? undefined : refusals.get(top[0]);
  return top === undefined || found === undefined ? undefined : { ...found, costs: top[1] };
}
