import { lstat, readDirectory } from '../system/fs.ts';
import type { UnitKey } from '../units/model.ts';
import { listUnits } from './collect.ts';
import type { Store } from './open.ts';
import { DIGESTS_NAME, MACHINE_NAME, MANIFEST_NAME, PACK_NAME, storePaths } from './paths.ts';

/** What one unit takes on the disk, in bytes that are allocated. */
export interface MeasuredUnit {
  readonly key: UnitKey;
  /** Nanoseconds; undefined: no manifest, so nobody can use it. */
  readonly usedNs: bigint | undefined;
  /** Its directory and everything in it that is no blob. */
  readonly records: number;
  /** Blobs with one name. */
  readonly blobs: number;
  /** Blobs with more names: inodes, in {@link Measured.inodes}. */
  readonly linked: readonly bigint[];
}

/** An inode with several names. */
export interface LinkedInode {
  readonly physical: number;
  /** How many of its names are in the store. */
  readonly names: number;
  /** Whether it has a name elsewhere: a worktree holds it, and deleting it here frees nothing. */
  readonly outside: boolean;
}

export interface Measured {
  readonly units: readonly MeasuredUnit[];
  readonly inodes: ReadonlyMap<bigint, LinkedInode>;
}

const RECORDS: ReadonlySet<string> = new Set([MANIFEST_NAME, PACK_NAME, DIGESTS_NAME, MACHINE_NAME]);

/** Measures every unit: one listing a unit and one lstat a file, nothing is opened. What vanishes meanwhile is left out. */
export function measureUnits(store: Store): Measured {
  const met = new Map<bigint, { physical: number; names: number; links: number }>();
  const units: MeasuredUnit[] = [];
  for (const key of listUnits(store)) {
    const directory = storePaths.unit(store.root, key);
    const own = lstat(directory);
    if (own === undefined) continue;
    let usedNs: bigint | undefined;
    let records = own.physical;
    let blobs = 0;
    const linked: bigint[] = [];
    for (const { name } of readDirectory(directory)) {
      const stat = lstat(`${directory}/${name}`);
      if (stat === undefined) continue;
      if (name === MANIFEST_NAME) usedNs = stat.mtimeNs;
      if (RECORDS.has(name)) records += stat.physical;
      else if (stat.links === 1 || stat.kind === 'directory') blobs += stat.physical;
      else {
        linked.push(stat.ino);
        const known = met.get(stat.ino);
        if (known === undefined) met.set(stat.ino, { physical: stat.physical, names: 1, links: stat.links });
        else known.names += 1;
      }
    }
    units.push({ key, usedNs, records, blobs, linked });
  }
  const inodes = new Map<bigint, LinkedInode>();
  for (const [ino, { physical, names, links }] of met) inodes.set(ino, { physical, names, outside: links > names });
  return { units, inodes };
}
