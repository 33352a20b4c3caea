import { exclusiveBytes } from '../../system/extents.ts';
import { lstat, type FileStat } from '../../system/fs.ts';
import { walk } from '../../system/walk.ts';
import type { Bytes, WithoutBytes } from './finding.ts';

/** A file with several names, some of which go. */
export interface LinkedFile {
  /** Those that go, absolute. */
  readonly names: ReadonlySet<string>;
  /** How many it has. */
  readonly links: number;
  /** Bytes on the disk that no other inode shares. */
  readonly bytes: number;
}

/** What stands in the paths of a finding. */
export interface Account {
  /** What the files say they hold, once a name. */
  readonly logical: number;
  /** Bytes on the disk of directories, and of files with one name. */
  readonly own: number;
  /** By device and inode. */
  readonly linked: ReadonlyMap<string, LinkedFile>;
}

/** Looks at everything that a finding would take away. */
export function accountOf({ directory, paths, merges }: Pick<WithoutBytes, 'directory' | 'paths' | 'merges'>): Account {
  const linked = new Map<string, { readonly names: Set<string>; readonly links: number; readonly bytes: number }>();
  let [logical, own] = [0, 0];
  const count = (path: string, stat: FileStat): void => {
    logical += stat.size;
    const id = `${stat.dev}:${stat.ino}`;
    const met = linked.get(id);
    if (met === undefined) linked.set(id, { names: new Set([path]), links: stat.links, bytes: exclusiveBytes(path, stat) });
    else met.names.add(path);
  };
  for (const relative of paths) {
    walk(relative === '' ? directory : `${directory}/${relative}`, ({ path, stat }) => {
      if (stat.kind === 'directory') own += stat.physical;
      else if (stat.links > 1) count(path, stat);
      else {
        logical += stat.size;
        own += exclusiveBytes(path, stat);
      }
    });
  }
  for (const { names, way } of merges) {
    for (const path of names) {
      const stat = lstat(path);
      if (stat === undefined) continue;
      if (way === 'link') count(path, stat);
      else if (path === names[0]) {
        logical += stat.size;
        own += exclusiveBytes(path, stat);
      }
    }
  }
  return { logical, own, linked };
}

/** Adds accounts up: an inode is given back with the last of its names, whichever account that is in. */
interface Ledger {
  /** Gives what the further account gives back, in bytes. */
  readonly add: (account: Account) => number;
  readonly total: () => Bytes;
}

/** `namesOf`: how many names of an inode count, where not all do. */
export function openLedger(namesOf: (id: string) => number | undefined = () => undefined): Ledger {
  const names = new Map<string, Set<string>>();
  let [logical, physical] = [0, 0];
  return {
    add: (account) => {
      let frees = account.own;
      for (const [id, file] of account.linked) {
        const going = names.get(id) ?? new Set<string>();
        const were = going.size;
        for (const name of file.names) going.add(name);
        names.set(id, going);
        const needed = namesOf(id) ?? file.links;
        if (were < needed && going.size >= needed) frees += file.bytes;
      }
      logical += account.logical;
      physical += frees;
      return frees;
    },
    total: () => ({ logical, physical }),
  };
}

/** What doing all this gives back: blocks of inodes that lose their last name, less those that other files share as extents. */
export function measureFindings(findings: readonly WithoutBytes[]): Bytes {
  const ledger = openLedger();
  for (const finding of findings) ledger.add(accountOf(finding));
  return ledger.total();
}

/** What it occupies on the disk, each inode once, whoever else has a name of it. */
export function heldBy({ own, linked }: Account): number {
  return [...linked.values()].reduce((sum, { bytes }) => sum + bytes, own);
}
