import { resolve, sep } from 'node:path';
import { bytesOfItsOwn } from './extents.ts';
import type { FileStat } from './fs.ts';
import { walk } from './walk.ts';

/** Disk use of a set of trees, in bytes. */
export interface DiskUse {
  /** Everything but directories, counted once per inode. */
  readonly files: number;
  /** What the files say they hold, a file counted as often as it has names in the set. */
  readonly logical: number;
  /** What is allocated on the disk (directories too), each inode once. */
  readonly physical: number;
  /** What deleting the whole set gives back: only inodes that have no name outside it. */
  readonly freed: number;
}

/**
 * Measures trees without following links. Overlapping roots count once.
 *
 * Blocks that reflinked files share are counted for each of them in `physical`, and on Linux in `freed`: `stat` does not
 * tell them apart, so there these are upper bounds.
 */
export function diskUse(roots: readonly string[]): DiskUse {
  /** Inodes with more than one name, and how many of those names were met. */
  const shared = new Map<string, { readonly path: string; readonly stat: FileStat; names: number }>();
  const sum = { files: 0, logical: 0, physical: 0, freed: 0 };
  for (const root of withoutNested(roots)) {
    walk(root, ({ path, stat }) => {
      const single = stat.kind === 'directory' || stat.links === 1;
      if (stat.kind !== 'directory') sum.logical += stat.size;
      if (!single) {
        const id = `${stat.dev}:${stat.ino}`;
        const met = shared.get(id);
        if (met !== undefined) {
          met.names += 1;
          return;
        }
        shared.set(id, { path, stat, names: 1 });
      }
      if (stat.kind !== 'directory') sum.files += 1;
      sum.physical += stat.physical;
      if (single) sum.freed += bytesOfItsOwn(path, stat);
    });
  }
  for (const { path, stat, names } of shared.values()) if (names >= stat.links) sum.freed += bytesOfItsOwn(path, stat);
  return sum;
}

/** Absolute; those that lie in another one are left out. */
export function withoutNested(roots: readonly string[]): string[] {
  const absolute = [...new Set(roots.map((root) => resolve(root)))];
  return absolute.filter((path) => !absolute.some((other) => other !== path && path.startsWith(other + sep)));
}
