import { lstatSync, opendirSync, readFileSync, readdirSync, readlinkSync, realpathSync, statSync, type BigIntStats, type Dirent } from 'node:fs';
import type { AbsolutePath, TimeNs } from './brand.ts';

export type FileKind = 'file' | 'directory' | 'symlink' | 'other';

/** What a stat call says, in whole numbers: nanoseconds and bytes. */
export interface FileStat {
  readonly kind: FileKind;
  readonly dev: bigint;
  readonly ino: bigint;
  readonly mode: number;
  readonly links: number;
  /** Logical size in bytes. */
  readonly size: number;
  /** Bytes allocated on the disk (`st_blocks` * 512). */
  readonly physical: number;
  readonly mtimeNs: TimeNs;
  readonly ctimeNs: TimeNs;
  readonly uid: number;
}

function toFileStat(s: BigIntStats): FileStat {
  return {
    kind: s.isFile() ? 'file' : s.isDirectory() ? 'directory' : s.isSymbolicLink() ? 'symlink' : 'other',
    dev: s.dev,
    ino: s.ino,
    mode: Number(s.mode & 0o7777n),
    links: Number(s.nlink),
    size: Number(s.size),
    physical: Number(s.blocks) * 512,
    mtimeNs: s.mtimeNs as TimeNs,
    ctimeNs: s.ctimeNs as TimeNs,
    uid: Number(s.uid),
  };
}

/** Codes that mean "no such file" for a path that others may remove at any time. */
const ABSENT = new Set(['ENOENT', 'ENOTDIR', 'ELOOP', 'ENAMETOOLONG']);

export function errorCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

export function isAbsent(error: unknown): boolean {
  return ABSENT.has(errorCode(error) ?? '');
}

/** Runs `read`, giving `undefined` where the file is not there; any other error is thrown. */
function whenPresent<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (isAbsent(error)) return undefined;
    throw error;
  }
}

/** lstat: of the link itself. `undefined` when absent. */
export function lstat(path: string): FileStat | undefined {
  const found = whenPresent(() => lstatSync(path, { bigint: true, throwIfNoEntry: false }));
  return found && toFileStat(found);
}

/** stat: of what a link points at. `undefined` when absent or dangling. */
export function stat(path: string): FileStat | undefined {
  const found = whenPresent(() => statSync(path, { bigint: true, throwIfNoEntry: false }));
  return found && toFileStat(found);
}

/** The bytes of a file, or `undefined` when absent. */
export function readBytes(path: string): Buffer | undefined {
  return whenPresent(() => readFileSync(path));
}

/** The text of a file (UTF-8, lossy), or `undefined` when absent. */
export function readText(path: string): string | undefined {
  return readBytes(path)?.toString('utf8');
}

/** Whether a name or path is what the file system has: where that is not UTF-8, Node puts U+FFFD, and nothing is there. */
export function isWhole(path: string): boolean {
  return !path.includes('\uFFFD');
}

/** The entries of a directory, unsorted; none when it is absent. */
export function readDirectory(path: string): Dirent[] {
  return whenPresent(() => readdirSync(path, { withFileTypes: true })) ?? [];
}

/** Up to `most` entries of a directory; none when it is absent, or not for this user to read. */
export function readSome(path: string, most: number): Dirent[] {
  try {
    if (most === Number.POSITIVE_INFINITY) return readdirSync(path, { withFileTypes: true });
    const directory = opendirSync(path, { bufferSize: 256 });
    const entries: Dirent[] = [];
    for (let entry = directory.readSync(); entry !== null && entries.push(entry) < most; entry = directory.readSync());
    directory.closeSync();
    return entries;
  } catch (error) {
    if (isAbsent(error) || isForbidden(error)) return [];
    throw error;
  }
}

/** Codes that mean "not for you". */
export function isForbidden(error: unknown): boolean {
  return ['EACCES', 'EPERM'].includes(errorCode(error) ?? '');
}

/** As {@link readText}; `undefined` also where the user may not read it: somebody else has built there. */
export function readTextIfAllowed(path: string): string | undefined {
  try {
    return readText(path);
  } catch (error) {
    if (isForbidden(error)) return undefined;
    throw error;
  }
}

/** The names in a directory in the order that the file system gives them, which `readdirSync` does not keep. */
export function readDirectoryOrder(path: string): string[] {
  const directory = whenPresent(() => opendirSync(path));
  const names: string[] = [];
  for (let entry = directory?.readSync(); entry; entry = directory?.readSync()) names.push(entry.name);
  directory?.closeSync();
  return names;
}

/** The canonical path, or `undefined` when absent. By the C library: Node's own asks the system for each part of the path. */
export function realpath(path: string): AbsolutePath | undefined {
  return whenPresent(() => realpathSync.native(path) as AbsolutePath);
}

/** What a symbolic link points at, as written in it; `undefined` when absent. */
export function readLink(path: string): string | undefined {
  return whenPresent(() => readlinkSync(path));
}
