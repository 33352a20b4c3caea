import { join } from 'node:path';
import { isWhole, lstat, readDirectory, type FileStat } from './fs.ts';

export interface WalkEntry {
  readonly path: string;
  /** Relative to the root that is walked, `/` between the parts; `''` for the root. */
  readonly relative: string;
  readonly stat: FileStat;
}

/**
 * Visits `root` and everything below it, a directory before its content, without following links.
 * `visit` may answer `'skip'` to a directory. What vanishes meanwhile is left out, and so is what has a name that is not
 * UTF-8: `unreadable` is told of it.
 */
export function walk(root: string, visit: Visit, unreadable: (relative: string) => void = () => undefined): void {
  const stat = lstat(root);
  if (stat !== undefined) walkEntry({ path: root, relative: '', stat }, visit, unreadable);
}

type Visit = (entry: WalkEntry) => 'skip' | void;

function walkEntry(entry: WalkEntry, visit: Visit, unreadable: (relative: string) => void): void {
  if (visit(entry) === 'skip' || entry.stat.kind !== 'directory') return;
  for (const { name } of readDirectory(entry.path)) {
    const path = join(entry.path, name);
    const relative = entry.relative === '' ? name : `${entry.relative}/${name}`;
    if (!isWhole(name)) unreadable(relative);
    const stat = lstat(path);
    if (stat === undefined) continue;
    walkEntry({ path, relative, stat }, visit, unreadable);
  }
}
