import { hash } from 'node:crypto';
import type { Sha256, TimeNs } from '../../system/brand.ts';
import { isForbidden, isWhole, readBytes, readDirectory } from '../../system/fs.ts';
import { sha256 } from '../../units/identity.ts';
import { later, readTimes } from './path-times.ts';
import { unknowable } from './unknowable.ts';

export interface DirectoryContents {
  /** Over the names and contents of everything below, in order of names. */
  readonly sha256: Sha256;
  /** Newest modification time below, directories' own included (cargo: `paths::mtime_recursive`). */
  readonly mtimeNs: TimeNs;
  /** Newest modification or change time of all that is below, directories' own included. */
  readonly changedNs: TimeNs;
}

/**
 * Links are followed as cargo follows them; a loop of links ends where the system's limit ends it. With `sources`,
 * directories are left out that other programs fill.
 */
export function directoryContents(path: string, which: 'everything' | 'sources' = 'everything'): DirectoryContents {
  const lines: string[] = [];
  let mtimeNs = 0n as TimeNs;
  let changedNs = 0n as TimeNs;
  const visit = (at: string, relative: string, depth: number): void => {
    const times = readable(() => readTimes(at) ?? 'nothing');
    if (times === 'nothing') return;
    if (times === undefined) {
      lines.push(`${relative}\0${unknowable()}`);
      return;
    }
    mtimeNs = later(mtimeNs, times.mtimeNs);
    // A directory that was filled from an archive or another one (`rsync -a`) has that one's modification time.
    changedNs = later(changedNs, times.changedNs);
    if (times.kind === 'file') {
      const bytes = readable(() => readBytes(at) ?? Buffer.alloc(0));
      lines.push(`${relative}\0${bytes === undefined ? unknowable() : hash('sha256', bytes, 'hex')}`);
      return;
    }
    lines.push(`${relative}/`);
    if (depth >= MAX_DEPTH) return;
    const entries = readable(() => readDirectory(at));
    if (entries === undefined) lines.push(unknowable());
    const names = (entries ?? []).map((entry) => entry.name);
    if (which === 'sources' && (names.includes('CACHEDIR.TAG') || NOT_SOURCES.has(relative.slice(relative.lastIndexOf('/') + 1)))) return;
    if (!names.every(isWhole)) lines.push(unknowable());
    for (const name of names.sort()) visit(`${at}/${name}`, `${relative}/${name}`, depth + 1);
  };
  visit(path, '', 0);
  return { sha256: sha256(lines.join('\n')), mtimeNs, changedNs };
}

/** The newest modification time of a file, or of a directory and all below it, as cargo takes it (`paths::mtime_recursive`, 1.95). */
export function newestBelow(path: string, depth = 0): TimeNs | undefined {
  const times = readable(() => readTimes(path));
  if (times === undefined || times.kind === 'file' || depth >= MAX_DEPTH) return times?.mtimeNs;
  return (readable(() => readDirectory(path)) ?? []).reduce((newest, { name }) => later(newest, newestBelow(`${path}/${name}`, depth + 1) ?? newest), times.mtimeNs);
}

/** The newest modification or change time of what is at `path`, and of all below it; undefined where nothing is. */
export function changedBelow(path: string, depth = 0): TimeNs | undefined {
  const times = readable(() => readTimes(path));
  if (times === undefined || times.kind === 'file' || depth >= MAX_DEPTH) return times?.changedNs;
  return (readable(() => readDirectory(path)) ?? []).reduce((newest, { name }) => later(newest, changedBelow(`${path}/${name}`, depth + 1) ?? newest), times.changedNs);
}

/**
 * When a name last came into a directory or went from one, at or below `path`, at the latest. Not looked into: what
 * `isLeftOut` says of (absolute paths), and what git keeps.
 */
export function namesChangedBelow(path: string, isLeftOut: (path: string) => boolean, depth = 0): TimeNs {
  const own = readable(() => readTimes(path))?.changedNs ?? (0n as TimeNs);
  if (depth >= MAX_DEPTH) return own;
  return (readable(() => readDirectory(path)) ?? []).reduce((newest, entry) => {
    const below = `${path}/${entry.name}`;
    return entry.isDirectory() && entry.name !== '.git' && !isLeftOut(below) ? later(newest, namesChangedBelow(below, isLeftOut, depth + 1)) : newest;
  }, own);
}

/** Undefined where the user may not read it: cargo passes that by. */
export function readable<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (isForbidden(error)) return undefined;
    throw error;
  }
}

const NOT_SOURCES: ReadonlySet<string> = new Set(['.git', 'node_modules']);

/** Deeper than any path the system allows by single letters is a loop. */
const MAX_DEPTH = 200;
