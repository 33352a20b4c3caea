import { join } from 'node:path';
import type { Store } from '../store/open.ts';
import { storePaths } from '../store/paths.ts';
import { RULES } from '../store/rules.ts';
import { attempt } from '../system/attempt.ts';
import { readText } from '../system/fs.ts';
import { writeAtomically } from '../system/write.ts';
import type { UnitKey } from '../units/model.ts';

/** Which stored units have been audited, whatever came of it: only a memory. */
export function readTried(store: Store): Set<UnitKey> {
  try {
    const value: unknown = JSON.parse(readText(pathOf(store)) ?? '[]');
    return new Set(Array.isArray(value) ? (value as UnitKey[]) : []);
  } catch {
    return new Set();
  }
}

/** The newest are enough: what is forgotten is audited once more. */
const MOST = 20_000;

/** Adds to the memory; audits take turns. */
export function addTried(store: Store, keys: readonly UnitKey[]): void {
  if (store.unwritable !== undefined || keys.length === 0) return;
  const all = [...new Set([...readTried(store), ...keys])].slice(-MOST);
  attempt(() => writeAtomically(pathOf(store), JSON.stringify(all), { mode: 0o600 }));
}

function pathOf(store: Store): string {
  return join(storePaths.targets(store.root), `tried-${RULES}.json`);
}
