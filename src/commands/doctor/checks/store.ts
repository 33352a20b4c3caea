import { listUnits } from '../../../store/collect.ts';
import type { Failure } from '../../../system/failure.ts';
import { WRITABLE_BY_OTHERS } from '../../../system/foreign.ts';
import { stat } from '../../../system/fs.ts';
import type { Fix } from '../fix.ts';
import type { Site } from '../site.ts';

export type StoreFinding =
  | { readonly check: 'store'; readonly verdict: 'pass'; readonly finding: 'store-usable'; readonly path: string; readonly units: number }
  | { readonly check: 'store'; readonly verdict: 'pass'; readonly finding: 'store-not-yet'; readonly path: string }
  | { readonly check: 'store'; readonly verdict: 'fail'; readonly finding: 'store-unusable'; readonly failure: Failure; readonly fix?: Fix };

/** Whether the store can be opened, and written. */
export function checkStore({ store, clone }: Site): StoreFinding[] {
  const path = clone.location.root;
  if (store === undefined) return [{ check: 'store', verdict: 'pass', finding: 'store-not-yet', path }];
  const failure = store.ok ? store.value.unwritable : store.error;
  if (failure !== undefined) {
    const fix: Fix | undefined = isOursAndOpen(path) ? { action: 'close-store', path } : undefined;
    return [{ check: 'store', verdict: 'fail', finding: 'store-unusable', failure, ...(fix && { fix }) }];
  }
  return [{ check: 'store', verdict: 'pass', finding: 'store-usable', path, units: store.ok ? listUnits(store.value).length : 0 }];
}

/** A store of this user's that others may write to: taking that right away is safe. */
function isOursAndOpen(path: string): boolean {
  const found = stat(path);
  return found?.kind === 'directory' && found.uid === process.getuid?.() && (found.mode & WRITABLE_BY_OTHERS) !== 0;
}
