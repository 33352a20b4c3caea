import { diskUse, type DiskUse } from '../system/physical.ts';
import { listUnits } from './collect.ts';
import type { Store } from './open.ts';

export interface StoreSizes extends DiskUse {
  readonly units: number;
}

/** How much the store holds. `freed`: what deleting it would give back while all worktrees stay as they are. */
export function storeSizes(store: Store): StoreSizes {
  return { units: listUnits(store).length, ...diskUse([store.root]) };
}
