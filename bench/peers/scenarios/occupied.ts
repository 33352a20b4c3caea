import { extentsOf } from '../../../src/system/extents.ts';
import { walk } from '../../../src/system/walk.ts';

/**
 * Physical bytes of all files below the directories on a file system where files share blocks: each block once, whoever
 * holds it. `stat` counts a shared block for each file. Undefined where the file system does not tell.
 */
export function occupiedBytes(directories: readonly string[]): number | undefined {
  const runs: (readonly [from: bigint, to: bigint])[] = [];
  const inTree = new Map<bigint, number>();
  let told = true;
  for (const directory of directories) {
    walk(directory, ({ path, stat }) => {
      if (stat.kind !== 'file' || stat.physical === 0) return;
      const extents = extentsOf(path);
      told &&= extents !== undefined;
      for (const { mapped, physical, length } of extents ?? []) {
        if (mapped) runs.push([physical, physical + length]);
        else inTree.set(stat.ino, stat.physical);
      }
    });
  }
  return told ? lengthOf(runs) + [...inTree.values()].reduce((sum, bytes) => sum + bytes, 0) : undefined;
}

/** Bytes of the union of half-open ranges. */
export function lengthOf(runs: readonly (readonly [from: bigint, to: bigint])[]): number {
  let sum = 0n;
  let end = 0n;
  for (const [from, to] of runs.toSorted(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))) {
    if (to <= end) continue;
    sum += to - (from > end ? from : end);
    end = to;
  }
  return Number(sum);
}
