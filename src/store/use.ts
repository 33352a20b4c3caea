import { attempt } from '../system/attempt.ts';
import { nowNs } from '../system/clock.ts';
import { lstat } from '../system/fs.ts';
import { setMtime } from '../system/times.ts';
import type { UnitKey } from '../units/model.ts';
import type { Store } from './open.ts';
import { MANIFEST_NAME, storePaths } from './paths.ts';

/** A stamp younger than this is left alone, so that a unit's use costs one write an hour and one stat otherwise. */
export const USE_GRAIN_NS = 3_600_000_000_000n;

/**
 * Notes that units are of use now: the modification time of a manifest says when its unit was last placed, kept or
 * saved. No reader judges a manifest by its time. A store that cannot be written notes nothing.
 */
export function markUsed(store: Store, keys: Iterable<UnitKey>): void {
  if (store.unwritable !== undefined) return;
  const now = nowNs();
  for (const key of keys) {
    const path = manifestPath(store, key);
    const stamp = lstat(path)?.mtimeNs;
    // One from the future (a clock set back) is put right as well: it would never grow old.
    if (stamp === undefined || (stamp > now - USE_GRAIN_NS && stamp <= now + USE_GRAIN_NS)) continue;
    // Gone meanwhile, or not ours to touch: the unit is only taken for older than it is.
    attempt(() => setMtime(path, now));
  }
}

/** When a unit was last of use, in nanoseconds; undefined where it has no manifest. */
export function lastUse(store: Store, key: UnitKey): bigint | undefined {
  return lstat(manifestPath(store, key))?.mtimeNs;
}

function manifestPath(store: Store, key: UnitKey): string {
  return `${storePaths.unit(store.root, key)}/${MANIFEST_NAME}`;
}
