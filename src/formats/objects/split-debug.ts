/**
 * With `split-debuginfo = "unpacked"` on Linux, most debug information is in `.dwo` files that lie where rustc wrote them. Objects, and
 * what is linked from them, name these files by whole paths; debuggers, and the backtraces of std, look nowhere else.
 */
import { createHash } from 'node:crypto';
import { posix } from 'node:path';
import { withOpenFile } from '../../system/read-at.ts';
import { readMembers } from './archive.ts';
import { readSections } from './elf.ts';

/** Where a file's name stands. */
export interface DwoName {
  readonly at: number;
  /** Bytes before the zero byte that ends it. */
  readonly length: number;
  /** Without what only fills: `a////b` is `a/b`. */
  readonly path: string;
}

const ENDING = Buffer.from('.dwo\0');
const SLASH = 0x2f;

export function isDwo(path: string): boolean {
  return path.endsWith('.dwo');
}

/** Whether an archive has such members: rustc puts them in as well. */
export function holdsDwo(path: string): boolean {
  return withOpenFile(path, (fd, size) => {
    const members = readMembers(fd, 0, size);
    return members.ok && members.value.some(({ name }) => isDwo(name));
  }) === true;
}

/** All texts that are whole paths of such files. */
export function dwoNames(bytes: Buffer): DwoName[] {
  const found: DwoName[] = [];
  for (let hit = bytes.indexOf(ENDING); hit >= 0; hit = bytes.indexOf(ENDING, hit + 1)) {
    const end = hit + ENDING.length - 1;
    const at = bytes.lastIndexOf(0, hit) + 1;
    if (bytes[at] === SLASH) found.push({ at, length: end - at, path: posix.normalize(bytes.toString('utf8', at, end)) });
  }
  return found;
}

/** A second name for the file, in its directory: a worktree with a longer path has room for this one where the first was. */
export function shortDwo(path: string): string {
  const name = posix.basename(path);
  if (SHORT.test(name)) return path;
  const short = createHash('sha256').update(name).digest('hex').slice(0, 10);
  return posix.join(posix.dirname(path), `${short}.dwo`);
}

export function isShortDwo(path: string): boolean {
  return SHORT.test(posix.basename(path));
}

const SHORT = /^[0-9a-f]{10}\.dwo$/;

/** Gives every name a new path, filled up with slashes to the old length; undefined: one has no room. */
export function renameDwo(bytes: Buffer, rename: (path: string) => string): Buffer | undefined {
  const copy = Buffer.from(bytes);
  for (const { at, length, path } of dwoNames(bytes)) {
    const plain = rename(path);
    const renamed = Buffer.byteLength(plain) <= length ? plain : shortDwo(plain);
    const room = length - Buffer.byteLength(renamed);
    if (room < 0) return undefined;
    copy.fill(SLASH, at, at + room);
    copy.write(renamed, at + room, 'utf8');
  }
  return copy;
}

/** Whether a linker has compressed debug information: names in it are not found. */
export function hidesDwoNames(path: string): boolean {
  return withOpenFile(path, (fd, size) => {
    const sections = readSections(fd, 0, size);
    return !sections.ok || sections.value.some(({ compressed }) => compressed);
  }) !== false;
}
