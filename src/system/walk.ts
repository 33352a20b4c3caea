import { join } from 'node:path';
import { lstat, readDirectory, type FileStat } from './fs.ts';

export interface WalkEntry {
  readonly path: string;
  /** Relative to the root that is walked, `/` between the parts; `''` for the root. */
  readonly relative: string;
  readonly stat: FileStat;
}

/**
 * Visits `root` and everything below it, a directory before its content, without following links.
 * `visit` may answer `'skip'` to a directory. What vanishes meanwhile is left out.
 */
export function walk(root: string, visit: (entry: WalkEntry) => 'skip' | void): void {
  const stat = lstat(root);
  if (stat !== undefined) walkEntry({ path: root, relative: '', stat }, visit);
}

function walkEntry(entry: WalkEntry, visit: (entry: WalkEntry) => 'skip' | void): void {
  if (visit(entry) === 'skip' || entry.stat.kind !== 'directory') return;
  for (const { name } of readDirectory(entry.path)) {
    const path = join(entry.path, name);
    const stat = lstat(path);
    if (stat === undefined) continue;
    walkEntry({ path, relative: entry.relative === '' ? name : `${entry.relative}/${name}`, stat }, visit);
  }
}
