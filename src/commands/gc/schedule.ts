import { join } from 'node:path';
import type { Store } from '../../store/open.ts';
import { storePaths } from '../../store/paths.ts';
import { attempt } from '../../system/attempt.ts';
import { nowNs } from '../../system/clock.ts';
import { lstat } from '../../system/fs.ts';
import { writeAtomically } from '../../system/write.ts';

/** How long after a look at the store the next save may cause another one. */
const INTERVAL_NS = 600_000_000_000n;

/** Whether nobody has looked at the store's size for a while. A new store counts as looked at. */
export function isGcDue(store: Store): boolean {
  if (store.unwritable !== undefined) return false;
  const last = lstat(stampPath(store))?.mtimeNs ?? lstat(storePaths.marker(store.root))?.mtimeNs;
  // A stamp from the future is no reason to wait for it.
  return last !== undefined && (last + INTERVAL_NS < nowNs() || last > nowNs() + INTERVAL_NS);
}

/** Says that the store is being looked at now, so that saves that end together cause one collection. */
export function noteGc(store: Store): void {
  attempt(() => writeAtomically(stampPath(store), '', { mode: 0o600 }));
}

function stampPath(store: Store): string {
  return join(store.root, 'collected');
}
