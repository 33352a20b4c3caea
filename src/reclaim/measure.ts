import { exclusiveBytes } from '../system/extents.ts';
import { lstat, type FileStat } from '../system/fs.ts';
import { walk } from '../system/walk.ts';
import type { Bytes, WithoutBytes } from './finding.ts';

/**
 * What doing all this gives back: blocks of inodes that lose their last name, less those that other files share as
 * extents. `logical` is what the files say they hold, once a name.
 */
export function measureFindings(findings: readonly WithoutBytes[]): Bytes {
  const linked = new Map<string, { readonly path: string; readonly stat: FileStat; readonly names: Set<string> }>();
  let [logical, physical] = [0, 0];
  const count = (path: string, stat: FileStat): void => {
    logical += stat.size;
    const id = `${stat.dev}:${stat.ino}`;
    const met = linked.get(id);
    if (met === undefined) linked.set(id, { path, stat, names: new Set([path]) });
    else met.names.add(path);
  };
  for (const { directory, paths, merges } of findings) {
    for (const relative of paths) {
      walk(relative === '' ? directory : `${directory}/${relative}`, ({ path, stat }) => {
        if (stat.kind === 'directory') physical += stat.physical;
        else if (stat.links > 1) count(path, stat);
        else {
          logical += stat.size;
          physical += exclusiveBytes(path, stat);
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
          physical += exclusiveBytes(path, stat);
        }
      }
    }
  }
  for (const { path, stat, names } of linked.values()) if (names.size >= stat.links) physical += exclusiveBytes(path, stat);
  return { logical, physical };
}
