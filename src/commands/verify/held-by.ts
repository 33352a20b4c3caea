import type { Store } from '../../store/open.ts';
import { listTargets } from '../../store/targets.ts';
import type { AbsolutePath } from '../../system/brand.ts';
import { lstat } from '../../system/fs.ts';
import type { UnitKey } from '../../units/model.ts';

/** For each unit, the build directories that are there and hold it as far as the store knows. */
export function heldBy(store: Store): Map<UnitKey, AbsolutePath[]> {
  const holders = new Map<UnitKey, AbsolutePath[]>();
  for (const { buildDirectory, seen } of listTargets(store)) {
    if (lstat(buildDirectory) === undefined) continue;
    for (const { result } of seen.values()) {
      if (!('saved' in result)) continue;
      const known = holders.get(result.saved);
      if (known === undefined) holders.set(result.saved, [buildDirectory]);
      else if (!known.includes(buildDirectory)) known.push(buildDirectory);
    }
  }
  return holders;
}
