import { listUnits } from '../../store/collect.ts';
import { readDigests, recordDigests } from '../../store/digests.ts';
import { readManifest } from '../../store/lookup.ts';
import type { Store } from '../../store/open.ts';
import { attempt } from '../../system/attempt.ts';

/**
 * Records the digests of units that have none, until the deadline (milliseconds on the `performance.now()` clock):
 * the sooner after saving, the more a later `verify --deep` can tell.
 */
export function recordMissingDigests(store: Store, deadline: number): void {
  for (const key of listUnits(store)) {
    if (performance.now() > deadline) return;
    attempt(() => {
      const manifest = readManifest(store, key);
      if (manifest.ok && readDigests(store, manifest.value) === undefined) recordDigests(store, manifest.value);
    });
  }
}
