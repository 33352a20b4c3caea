import { join } from 'node:path';
import { attempt } from '../system/attempt.ts';
import type { AbsolutePath } from '../system/brand.ts';
import { readText } from '../system/fs.ts';
import { writeAtomically } from '../system/write.ts';
import type { Slot } from '../units/model.ts';
import type { Store } from './open.ts';
import { storePaths } from './paths.ts';
import { listingName } from './targets.ts';

/** Which units a build directory held, and the directories whose times tell that it holds the same ones. */
export interface Listing {
  readonly format: 1;
  readonly buildDirectory: string;
  /** Relative to the build directory, with modification times in decimal nanoseconds; `null`: it was not there. */
  readonly directories: Readonly<Record<string, string | null>>;
  /** Every unit's slot with its fingerprint file, relative to the build directory. */
  readonly units: Readonly<Record<Slot, string>>;
}

/** What was remembered of a build directory. Only a memory: unreadable or missing is `undefined`. */
export function readListing(store: Store, buildDirectory: AbsolutePath): Listing | undefined {
  const text = attempt(() => readText(listingPath(store, buildDirectory)));
  const listing = text.ok && text.value !== undefined ? listingIn(text.value) : undefined;
  return listing?.buildDirectory === buildDirectory ? listing : undefined;
}

/** What a listing says; undefined where it is damaged. */
export function listingIn(text: string): Listing | undefined {
  try {
    const value = JSON.parse(text) as Partial<Listing> | null;
    const whole = value?.format === 1 && typeof value.buildDirectory === 'string' && isRecord(value.directories) && isRecord(value.units);
    return whole ? (value as Listing) : undefined;
  } catch {
    return undefined;
  }
}

/** Remembers; what cannot be written is forgotten. */
export function writeListing(store: Store, listing: Omit<Listing, 'format' | 'buildDirectory'>, buildDirectory: AbsolutePath): void {
  if (store.unwritable !== undefined) return;
  const file: Listing = { format: 1, buildDirectory, ...listing };
  attempt(() => writeAtomically(listingPath(store, buildDirectory), JSON.stringify(file), { mode: 0o600 }));
}

function isRecord(value: unknown): boolean {
  return typeof value === 'object' && value !== null;
}

function listingPath(store: Store, buildDirectory: AbsolutePath): string {
  return join(storePaths.targets(store.root), listingName(buildDirectory));
}
