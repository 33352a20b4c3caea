import { join } from 'node:path';
import type { Store } from '../store/open.ts';
import { storePaths } from '../store/paths.ts';
import { RULES } from '../store/rules.ts';
import { attempt } from '../system/attempt.ts';
import { readText } from '../system/fs.ts';
import { writeAtomically } from '../system/write.ts';
import type { UnitKey } from '../units/model.ts';

/**
 * What audits have made of a stored unit: `settled` where nothing more would come of another one, else how many have
 * learned nothing of it (no command that was tried builds it, something changed meanwhile).
 */
export type Tries = 'settled' | number;

/** What is remembered of stored units; of the others nothing is. */
export type Tried = ReadonlyMap<UnitKey, Tries>;

/** What has come to nothing so often is left alone, unless somebody names the command that builds it. */
const MOST_TRIES = 3;

/** Whether an audit may look at a unit. `asked`: by somebody who says how it is built. */
export function mayTry(tries: Tries | undefined, asked: boolean): boolean {
  if (tries === undefined) return true;
  return tries !== 'settled' && (asked || tries < MOST_TRIES);
}

/** One more audit that has learned nothing. */
export function oneMore(tries: Tries | undefined): Tries {
  return tries === 'settled' ? tries : (tries ?? 0) + 1;
}

/** Only a memory: unreadable or missing means empty. */
export function readTried(store: Store): Tried {
  try {
    const value: unknown = JSON.parse(readText(pathOf(store)) ?? '{}');
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return new Map();
    const entries = Object.entries(value).filter(([, tries]) => tries === 'settled' || typeof tries === 'number');
    return new Map(entries as [UnitKey, Tries][]);
  } catch {
    return new Map();
  }
}

/** The newest are enough: what is forgotten is looked at once more. */
const MOST = 50_000;

/** Adds to the memory. Two at once lose what one of them adds. */
export function addTried(store: Store, more: Tried): void {
  if (store.unwritable !== undefined || more.size === 0) return;
  const before = [...readTried(store)].filter(([key]) => !more.has(key));
  const all = [...before, ...more].slice(-MOST);
  attempt(() => writeAtomically(pathOf(store), JSON.stringify(Object.fromEntries(all)), { mode: 0o600 }));
}

function pathOf(store: Store): string {
  return join(storePaths.targets(store.root), `tried-${RULES}.json`);
}
