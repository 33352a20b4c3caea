import { isPast, latestOf, waitPast } from '../../system/clock.ts';
import type { TimeNs } from '../../system/brand.ts';
import { lstat, stat, type FileStat } from '../../system/fs.ts';

/** Times of a path as cargo and the rules of saving look at them: of the file and of a link that leads to it. */
export interface PathTimes {
  readonly kind: 'file' | 'directory';
  /** What cargo compares (cargo: `paths::mtime_recursive`, `fingerprint::find_stale_file`). */
  readonly mtimeNs: TimeNs;
  /** The newest of all modification and change times: the latest moment that it may stand for. */
  readonly changedNs: TimeNs;
}

/** The times of what is at `path`; undefined when nothing is, or a link that leads nowhere. */
export function readTimes(path: string): PathTimes | undefined {
  const link = settled(() => lstat(path));
  if (link === undefined) return undefined;
  if (link.kind !== 'symlink') return timesOf(link, link);
  const target = settled(() => stat(path));
  return target && timesOf(target, link);
}

/** Looks again once the clock has moved past a time that an edit could still be given. */
function settled(look: () => FileStat | undefined): FileStat | undefined {
  const seen = look();
  if (seen === undefined || isPast(seen.mtimeNs)) return seen;
  waitPast(seen.mtimeNs);
  return look();
}

function timesOf(target: FileStat, link: FileStat): PathTimes | undefined {
  if (target.kind !== 'file' && target.kind !== 'directory') return undefined;
  const mtimeNs = later(target.mtimeNs, link.mtimeNs);
  return { kind: target.kind, mtimeNs, changedNs: latestOf(later(mtimeNs, later(target.ctimeNs, link.ctimeNs))) };
}

export function later(a: TimeNs, b: TimeNs): TimeNs {
  return a > b ? a : b;
}
