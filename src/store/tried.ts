import { join } from 'node:path';
import type { Store } from './open.ts';
import { storePaths } from './paths.ts';
import { RULES } from './rules.ts';
import { attempt } from '../system/attempt.ts';
import { readText } from '../system/fs.ts';
import { writeAtomically } from '../system/write.ts';
import { sha256 } from '../units/identity.ts';
import type { Slot, UnitKey } from '../units/model.ts';
import type { SaveRefusal } from '../units/refusal.ts';

/**
 * What audits have made of a stored unit: `settled` where it needs none; the unit that it has become, with what was seen;
 * why it is left to cargo; or how many audits have learned nothing of it (no command that was tried builds it, something
 * changed meanwhile).
 */
export type Tries = 'settled' | { readonly became: UnitKey } | { readonly left: Left } | number;

export type Left = Omit<Extract<SaveRefusal, { readonly reason: 'left' }>, 'reason'>;

/** What is remembered of stored units; of the others nothing is. */
export type Tried = ReadonlyMap<UnitKey, Tries>;

/** What has come to nothing so often is left alone, unless somebody asks for it. */
const MOST_TRIES = 3;

/**
 * Whether an audit may look at a unit. `asked`: by a person. `isStored`: `gc` may have taken what
 * a unit has become, and then it waits again.
 */
export function mayTry(tries: Tries | undefined, asked: boolean, isStored: (key: UnitKey) => boolean): boolean {
  if (tries === undefined) return true;
  if (typeof tries === 'number') return asked || tries < MOST_TRIES;
  return typeof tries === 'object' && 'became' in tries && !isStored(tries.became);
}

/** One more audit that has learned nothing. */
export function oneMore(tries: Tries | undefined): Tries {
  if (typeof tries === 'number') return tries + 1;
  return tries === undefined || (typeof tries === 'object' && 'became' in tries) ? 1 : tries;
}

/** Why a unit was left to cargo the last time that it was stored. */
export function leftBefore(tries: Tries | undefined): Left | undefined {
  return typeof tries === 'object' && 'left' in tries ? tries.left : undefined;
}

/** By which is remembered what the last audit made of any variant of a slot. */
export function keyOfSlot(slot: Slot): UnitKey {
  return sha256(`slot ${slot}`);
}

/** Only a memory: unreadable or missing means empty. */
export function readTried(store: Store): Tried {
  try {
    const value: unknown = JSON.parse(readText(pathOf(store)) ?? '{}');
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return new Map();
    return new Map(Object.entries(value).filter(([, tries]) => isTries(tries)) as [UnitKey, Tries][]);
  } catch {
    return new Map();
  }
}

function isTries(value: unknown): value is Tries {
  if (value === 'settled' || typeof value === 'number') return true;
  if (typeof value !== 'object' || value === null) return false;
  if ('became' in value) return typeof value.became === 'string';
  const left = 'left' in value ? value.left : undefined;
  return typeof left === 'object' && left !== null && 'because' in left && typeof left.because === 'string' && 'what' in left && typeof left.what === 'string';
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
