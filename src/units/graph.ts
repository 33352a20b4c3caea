import { err, ok, type Result } from '../system/result.ts';
import type { FingerprintDep, Slot } from './model.ts';

/** What the graph needs to know of a unit, present or remembered. */
export interface GraphNode {
  readonly slot: Slot;
  readonly profileDirectory: string;
  readonly fingerprintNumber: bigint;
}

/** Finds units by the number that dependents name them by. */
export class FingerprintIndex<N extends GraphNode> {
  private readonly nodes = new Map<bigint, N[]>();

  constructor(nodes: Iterable<N>) {
    for (const node of nodes) {
      const same = this.nodes.get(node.fingerprintNumber);
      if (same === undefined) this.nodes.set(node.fingerprintNumber, [node]);
      else same.push(node);
    }
  }

  /**
   * The unit that `dep` names for a unit of `profileDirectory`. With `--target`, host units stand in another
   * profile directory, so the own one is only preferred. The error names a dependency that is not stored
   * (rebuilt since, so the dependent is stale) or that two units could be.
   */
  find(dep: FingerprintDep, profileDirectory: string): Result<N, string> {
    const all = this.nodes.get(dep.fingerprint) ?? [];
    const near = all.filter((node) => node.profileDirectory === profileDirectory);
    const candidates = near.length > 0 ? near : all;
    const only = candidates[0];
    return only !== undefined && candidates.length === 1 ? ok(only) : err(dep.name);
  }
}

/**
 * Orders `slots` so that every dependency stands before its dependents.
 * A cycle cannot be in cargo's graph; one in damaged data is cut where it is met.
 */
export function dependenciesFirst(slots: Iterable<Slot>, dependenciesOf: (slot: Slot) => readonly Slot[]): Slot[] {
  const ordered: Slot[] = [];
  const seen = new Set<Slot>();
  for (const start of slots) {
    const stack: { slot: Slot; left: readonly Slot[]; next: number }[] = [];
    const enter = (slot: Slot): void => {
      if (seen.has(slot)) return;
      seen.add(slot);
      stack.push({ slot, left: dependenciesOf(slot), next: 0 });
    };
    enter(start);
    for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
      const dependency = top.left[top.next];
      if (dependency === undefined) {
        ordered.push(top.slot);
        stack.pop();
      } else {
        top.next += 1;
        enter(dependency);
      }
    }
  }
  return ordered;
}
