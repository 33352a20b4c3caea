import { layoutsOf } from '../../formats/cargo/layout/detect.ts';
import { subdirectories } from '../../formats/cargo/layout/profile-directories.ts';
import { readListing, writeListing } from '../../store/listings.ts';
import type { Store } from '../../store/open.ts';
import { isSeen, type SeenIndex } from '../../store/targets.ts';
import type { AbsolutePath } from '../../system/brand.ts';
import { tickOf } from '../../system/clock.ts';
import { lstat } from '../../system/fs.ts';
import type { Slot } from '../../units/model.ts';
import type { SurveyedUnit } from './survey.ts';

/**
 * Whether a build directory holds the very units that an earlier save has seen, told by one stat for each unit and
 * each listed directory: a clone may have dozens of worktrees, and each warming asks this of all of them.
 * A wrong yes would cost a reuse and nothing else: what is placed comes from the store alone.
 */
export function holdsOnlySeen(store: Store, buildDirectory: AbsolutePath, seen: SeenIndex): boolean {
  const listing = readListing(store, buildDirectory);
  if (listing === undefined) return false;
  for (const [directory, time] of Object.entries(listing.directories)) {
    if (timeOf(buildDirectory, directory) !== time) return false;
  }
  const units = Object.entries(listing.units) as [Slot, string][];
  if (units.length !== seen.size) return false;
  return units.every(([slot, path]) => {
    const known = seen.get(slot);
    const file = known && lstat(`${buildDirectory}/${path}`);
    return known !== undefined && file !== undefined && isSeen(known, file);
  });
}

/**
 * Remembers what {@link holdsOnlySeen} compares with. `beganNs` is the wall clock before the units were listed:
 * a directory that changed since then, or in the same tick, may hold more than was listed, and nothing is remembered.
 */
export function rememberListing(
  store: Store,
  buildDirectory: AbsolutePath,
  o: { readonly surveyed: readonly SurveyedUnit[]; readonly beganNs: bigint },
): void {
  if (isBegun(buildDirectory, o.surveyed)) return;
  const directories: Record<string, string | null> = {};
  for (const directory of listedDirectories(buildDirectory, o.surveyed)) {
    const time = timeOf(buildDirectory, directory);
    if (time !== null && BigInt(time) + tickOf(BigInt(time)) >= o.beganNs) return;
    directories[directory] = time;
  }
  const units = Object.fromEntries(o.surveyed.map(({ entry }) => [entry.slot, entry.fingerprintPath]));
  writeListing(store, { directories, units }, buildDirectory);
}

function listedDirectories(buildDirectory: AbsolutePath, surveyed: readonly SurveyedUnit[]): Set<string> {
  const listed = new Set(['']);
  for (const layout of layoutsOf(buildDirectory)) {
    const entries = surveyed.filter((unit) => unit.layout === layout).map(({ entry }) => entry);
    for (const profile of layout.profileDirectories(buildDirectory)) {
      if (profile.includes('/')) listed.add(profile.slice(0, profile.indexOf('/')));
      const own = entries.filter((entry) => entry.profileDirectory === profile);
      for (const directory of layout.listedDirectories(buildDirectory, profile, own)) listed.add(directory);
    }
  }
  return listed;
}

/** Whether cargo has locked a profile directory in which it has left no unit yet: units will appear unlisted. */
function isBegun(buildDirectory: AbsolutePath, surveyed: readonly SurveyedUnit[]): boolean {
  const profiles = new Set(surveyed.map(({ entry }) => entry.profileDirectory));
  return subdirectories(buildDirectory).some(
    (name) => !profiles.has(name) && LOCKS.some((lock) => lstat(`${buildDirectory}/${name}/${lock}`) !== undefined),
  );
}

/** Cargo 1.95 and 1.97 lock a profile directory by a file in it. */
const LOCKS = ['.cargo-lock', '.cargo-build-lock'] as const;

function timeOf(buildDirectory: AbsolutePath, directory: string): string | null {
  const found = lstat(directory === '' ? buildDirectory : `${buildDirectory}/${directory}`);
  return found === undefined ? null : String(found.mtimeNs);
}
