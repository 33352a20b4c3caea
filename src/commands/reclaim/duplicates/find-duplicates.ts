import type { PlacementSettings } from '../../../store/place/policy.ts';
import type { AbsolutePath } from '../../../system/brand.ts';
import { canDedupe, sharesAllExtents } from '../../../system/extents.ts';
import { stampOf, type Merge, type WithoutBytes } from '../finding.ts';
import type { Place } from '../places.ts';
import type { DigestOf } from './digests.ts';
import { keepOrder } from './keep-order.ts';
import { idOf, shareableFiles, type ShareableFile, type ShareablePlace } from './shareable.ts';

export interface DuplicateQuestion {
  readonly settings: PlacementSettings;
  readonly cargoHome: AbsolutePath;
  readonly digestOf: DigestOf;
  /** What is deleted anyway: absolute, directories with all that is below them. */
  readonly except: ReadonlySet<string>;
  /** Where set, only these merges (by {@link mergeKey}) are looked at: the order of times is judged for what is done. */
  readonly agreed: ReadonlySet<string> | undefined;
}

export function mergeKey({ from, names }: Pick<Merge, 'from' | 'names'>): string {
  return [from, ...names].join('\0');
}

interface Twin {
  readonly original: ShareableFile;
  readonly copy: ShareableFile;
}

/**
 * Files that several build directories hold with the same bytes. By hard link, everyone takes the inode with the oldest
 * time: so no file ever looks newer than what was built from it, and where one would look older than what it was
 * built from, it stays. Shared blocks leave every time as it is.
 */
export function findDuplicates(places: readonly Place[], o: DuplicateQuestion): WithoutBytes[] {
  const withExtents = places.filter((place) => canDedupe(place.buildDirectory));
  const withLinks = places.filter((place) => !withExtents.includes(place));
  return [...duplicatesAmong(withLinks, 'link', o), ...duplicatesAmong(withExtents, 'extents', o)];
}

function duplicatesAmong(places: readonly Place[], way: Merge['way'], o: DuplicateQuestion): WithoutBytes[] {
  if (places.length < 2) return [];
  const all = places.map((place) => shareableFiles(place, { ...o, extents: way === 'extents' }));
  const twins = findTwins(all, way, o);
  return all.flatMap((one) => {
    const own = one.files.flatMap((file) => twins.get(file) ?? []).filter((twin) => way === 'extents' || isAllHere(twin));
    const agreed = own.filter((twin) => o.agreed?.has(mergeKey(toMerge(way)(twin))) !== false);
    const merges = (way === 'extents' ? agreed : inOrder(one, agreed)).map(toMerge(way));
    if (merges.length === 0) return [];
    const { buildDirectory: directory, worktrees } = one.place;
    const worktree = worktrees.length === 1 ? worktrees[0] : undefined;
    return [{ kind: 'duplicate' as const, reason: { reason: 'same-bytes' as const }, directory, worktree, count: merges.length, paths: [], merges }];
  });
}

function toMerge(way: Merge['way']): (twin: Twin) => Merge {
  return ({ original, copy }) => ({
    from: original.absolute,
    names: copy.names,
    way,
    size: copy.stat.size,
    stamps: { from: stampOf(original.stat), to: stampOf(copy.stat) },
  });
}

/** Where a name remains elsewhere (in the store), the blocks would remain with it. */
function isAllHere({ copy }: Twin): boolean {
  return copy.names.length >= copy.stat.links;
}

/** Dependencies first: so every file in turn may take its older time, and a stop half-way leaves all in order. */
function inOrder(one: ShareablePlace, twins: readonly Twin[]): Twin[] {
  const older = new Map(twins.map(({ original, copy }) => [copy.path, original.stat.mtimeNs as bigint]));
  const byPath = new Map(twins.map((twin) => [twin.copy.path, twin]));
  return [...keepOrder(one.units, older)].flatMap((path) => byPath.get(path) ?? []);
}

/** For each file that has an older twin of another inode and the same bytes, that twin. */
function findTwins(
  all: readonly ShareablePlace[],
  way: Merge['way'],
  { digestOf, except }: Pick<DuplicateQuestion, 'digestOf' | 'except'>,
): Map<ShareableFile, Twin> {
  const groups = new Map<string, ShareableFile[]>();
  for (const file of all.flatMap(({ files }) => files)) {
    if (isBelowAny(file.absolute, except)) continue;
    const { dev, size, mode, uid } = file.stat;
    const key = `${dev}|${size}|${mode}|${uid}|${file.path}`;
    groups.set(key, [...(groups.get(key) ?? []), file]);
  }
  const twins = new Map<ShareableFile, Twin>();
  for (const group of groups.values()) {
    if (new Set(group.map(({ stat }) => idOf(stat))).size < 2) continue;
    const originals = new Map<string, ShareableFile>();
    const oldestFirst = group.sort((a, b) => compare(a.stat.mtimeNs, b.stat.mtimeNs) || b.stat.links - a.stat.links || compare(a.stat.ino, b.stat.ino));
    for (const file of oldestFirst) {
      const digest = digestOf(file.absolute, file.stat);
      if (digest === undefined) continue;
      const original = originals.get(digest);
      if (original === undefined) originals.set(digest, file);
      else if (idOf(original.stat) !== idOf(file.stat) && !(way === 'extents' && sharesAllExtents(original.absolute, file.absolute))) {
        twins.set(file, { original, copy: file });
      }
    }
  }
  return twins;
}

function isBelowAny(path: string, roots: ReadonlySet<string>): boolean {
  if (roots.size === 0) return false;
  for (let at = path.length; at > 0; at = path.lastIndexOf('/', at - 1)) if (roots.has(path.slice(0, at))) return true;
  return false;
}

function compare(a: bigint, b: bigint): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
