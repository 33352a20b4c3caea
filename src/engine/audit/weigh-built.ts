import { dirname } from 'node:path';
import { SHOWN_OTHER, type ObservedProcess } from '../observer/observed.ts';
import { isBelow } from '../save/donor.ts';
import { inWords, left, withoutSlash, type AuditPlaces, type Left, type Look } from './audit-places.ts';
import type { Question } from './model.ts';

/** Directories for the dynamic linker that a script has listed, in the place of which it was shown others. */
export function shownOthers(processes: readonly ObservedProcess[]): Set<string> {
  return new Set(processes.flatMap(({ records }) => records.flatMap((record) => (record.kind === 'list' && record.call === SHOWN_OTHER ? [withoutSlash(record.path)] : []))));
}

/**
 * Below the build directory: what a unit that this one stands on has made is compared as such, and the rest is anybody's. Of a
 * name that a script looks for upwards of its OUT_DIR, as rustfmt does for its configuration, or among libraries, it can be
 * said that it is not there.
 */
export function weighBuilt(path: string, record: Look, { places, shown }: { readonly places: AuditPlaces; readonly shown: ReadonlySet<string> }): Question | Left | undefined {
  const known = [...(places.ownOutput === undefined ? [] : [places.ownOutput]), ...places.dependencies];
  if (known.some((place) => isBelow(path, place) || isBelow(place, path))) return record.kind === 'list' && !known.some((place) => isBelow(path, place)) && !isShown(path, record, shown) ? left('reads-target', inWords(path, places)) : undefined;
  if (isShown(path, record, shown)) return undefined;
  const above = places.built.find((place) => isBelow(dirname(path), place));
  const isSearched = places.ownOutput !== undefined && (isBelow(places.ownOutput, dirname(path)) || shown.has(dirname(path)));
  if (record.errno === ENOENT && isSearched && above !== undefined && isBelow(above, places.worktree)) {
    return { ask: 'nothing-built', in: above.slice(places.worktree.length + 1), path: path.slice(above.length + 1) };
  }
  return left('reads-target', inWords(path, places));
}

/** A directory in the place of which another one was shown, or that was only looked at on the way to it. */
function isShown(path: string, { kind, call }: Look, shown: ReadonlySet<string>): boolean {
  return shown.has(path) && (kind === 'look' || call === SHOWN_OTHER);
}

const ENOENT = 2;
