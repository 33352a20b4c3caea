import { readManifest } from '../../store/lookup.ts';
import type { Store } from '../../store/open.ts';
import type { Manifest, UnitKey } from '../../units/model.ts';

export type ReadManifest = (key: UnitKey) => Manifest | undefined;

/** Reads each manifest once: worktrees of a clone hold the same units for the most part. */
export function manifestsOf(store: Store | undefined): ReadManifest {
  const known = new Map<UnitKey, Manifest | undefined>();
  return (key) => {
    if (!known.has(key)) {
      const manifest = store && readManifest(store, key);
      known.set(key, manifest?.ok === true ? manifest.value : undefined);
    }
    return known.get(key);
  };
}
