import { fileSystemSize } from '../../system/space.ts';
import type { Store } from '../../store/open.ts';
import type { GcLimits } from './plan.ts';

const LARGEST_DEFAULT_BYTES = 50e9;
const SECOND_NS = 1_000_000_000;

/** Cargo's own global cache keeps what it can make again locally for a month (`gc.auto`, its default ages). */
const DEFAULT_AGE_SECONDS = 30 * 86_400;

/** The limits in force: as set, else a tenth of the disk but at most 50 GB, and a month. */
export function limitsFor(
  store: Store,
  set: { readonly maxSize: number | undefined; readonly maxAgeSeconds: number | undefined },
): GcLimits {
  return {
    maxBytes: set.maxSize ?? Math.min(LARGEST_DEFAULT_BYTES, Math.floor(fileSystemSize(store.root) / 10)),
    maxAgeNs: BigInt(Math.round(set.maxAgeSeconds ?? DEFAULT_AGE_SECONDS)) * BigInt(SECOND_NS),
  };
}
