import { dependenciesFirst } from '../../../units/graph.ts';
import type { Slot } from '../../../units/model.ts';
import { comparedMtime, newest, type TimedOutput, type TimedUnit } from '../../../units/outputs.ts';

/** A unit of one build directory with its outputs as they are, and the units that it stands on. */
export interface OrderedUnit {
  readonly slot: Slot;
  readonly times: TimedUnit;
  readonly dependencies: readonly Slot[];
}

/**
 * Which outputs may take an older time without making a unit older than what it stands on: cargo rebuilds a unit whose
 * newest output is older than a dependency's (`Fingerprint::check_filesystem`, cargo 1.95).
 *
 * `older` has the new time for each path; a time is never newer than the present one, so leaving a unit as it is can
 * never be wrong. Where a unit's outputs would all become too old (it stands on a build script's output, which is
 * not shared), its smallest one that is new enough keeps its time, and with it its inode.
 */
export function keepOrder(units: readonly OrderedUnit[], older: ReadonlyMap<string, bigint>): Set<string> {
  const bySlot = new Map(units.map((unit) => [unit.slot, unit]));
  const after = new Map<Slot, TimedUnit>();
  const allowed = new Set<string>();
  for (const slot of dependenciesFirst(bySlot.keys(), (of) => bySlot.get(of)?.dependencies ?? [])) {
    const unit = bySlot.get(slot);
    if (unit === undefined) continue;
    const { times, dependencies } = unit;
    const needed = dependencies.reduce((max, of) => {
      const dependency = after.get(of);
      const time = dependency === undefined ? 0n : comparedMtime(times, dependency);
      return time > max ? time : max;
    }, 0n);
    const changed = new Set(times.outputs.map(({ path }) => path).filter((path) => older.has(path)));
    const timed = (): TimedOutput[] =>
      times.outputs.map((o) => (changed.has(o.path) ? { ...o, mtimeNs: older.get(o.path) ?? o.mtimeNs } : o));
    if (newest(timed()) < needed) {
      const kept = times.outputs
        .filter((o) => changed.has(o.path) && o.mtimeNs >= needed)
        .sort((a, b) => a.size - b.size)[0];
      if (kept === undefined) changed.clear();
      else changed.delete(kept.path);
    }
    after.set(slot, { kind: times.kind, outputs: timed() });
    for (const path of changed) allowed.add(path);
  }
  return allowed;
}
