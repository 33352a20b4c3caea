import type { Manifest, Slot } from './model.ts';
import { comparedMtime, isOutput, newest, type TimedOutput, type TimedUnit } from './outputs.ts';

/** Times that a worktree imposes on a unit placed there. */
export interface Floor {
  /** The newest time among the paths that a path package's build script watches here: its output must not be older. */
  readonly outputNs: bigint;
}

export interface OrderedTimes {
  readonly times: TimedUnit;
  /** Outputs that need a time other than the stored one: these must be private files. */
  readonly stamped: readonly TimedOutput[];
}

/**
 * The times that the outputs of the chosen units must have so that cargo finds no dependency newer than its
 * dependent. Cargo compares with a strict `>`: equal is fresh. Where an edge would be out of order (units of two
 * origins, a build script's output stamped for this worktree), the dependent's smallest output is given the time
 * needed, and so on upwards. `order` has dependencies first; `present` holds the times of units that already stand
 * in the worktree, which count instead of the stored ones.
 */
export function orderTimes(
  order: readonly Manifest[],
  floors: ReadonlyMap<Slot, Floor>,
  present: ReadonlyMap<Slot, TimedUnit> = new Map(),
): ReadonlyMap<Slot, OrderedTimes> {
  const result = new Map<Slot, OrderedTimes>();
  for (const manifest of order) {
    const stored = present.get(manifest.slot) ?? timesOf(manifest);
    let needed = floors.get(manifest.slot)?.outputNs ?? 0n;
    for (const edge of manifest.dependencies) {
      const dependency = result.get(edge.slot);
      if (dependency === undefined) continue;
      const compared = comparedMtime(stored, dependency.times);
      if (compared > needed) needed = compared;
    }
    const target = needed > newest(stored.outputs) ? cheapestToStamp(stored.outputs) : undefined;
    if (target === undefined) {
      result.set(manifest.slot, { times: stored, stamped: [] });
      continue;
    }
    const stamped = { ...target, mtimeNs: needed };
    const outputs = stored.outputs.map((o) => (o === target ? stamped : o));
    result.set(manifest.slot, { times: { kind: stored.kind, outputs }, stamped: [stamped] });
  }
  return result;
}

export function timesOf(manifest: Pick<Manifest, 'kind' | 'files'>): TimedUnit {
  const outputs = manifest.files
    .filter((f) => isOutput(f.role))
    .map((f) => ({ role: f.role, path: f.path, size: f.size, mtimeNs: BigInt(f.mtimeNs) }));
  return { kind: manifest.kind, outputs };
}

/** A stamped file cannot be shared, so the smallest is stamped: the `.rmeta` of a library nearly always. */
function cheapestToStamp(outputs: readonly TimedOutput[]): TimedOutput | undefined {
  return outputs.reduce<TimedOutput | undefined>((min, o) => (min === undefined || o.size < min.size ? o : min), undefined);
}
