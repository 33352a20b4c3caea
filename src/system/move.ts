import {
  accessSync,
  closeSync,
  constants,
  copyFileSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  renameSync,
  symlinkSync,
  writeSync,
} from 'node:fs';
import { copyFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { errnoError } from './errno.ts';
import { errorCode, lstat, stat } from './fs.ts';
import { native, type Native } from './native.ts';

/** The file system's own calls, one each, throwing like `node:fs`; what they guarantee is said here. */

/**
 * Makes `path` and its parents; those that exist keep their mode. Step by step: Node's own way says ENOENT of whatever
 * refuses, a file system that is only read too (20.20).
 */
export function makeDirectories(path: string, mode = 0o777): void {
  try {
    makeOneOf(path, mode);
  } catch (error) {
    if (errorCode(error) !== 'ENOENT' || dirname(path) === path) throw error;
    makeDirectories(dirname(path), mode);
    makeOneOf(path, mode);
  }
}

function makeOneOf(path: string, mode: number): void {
  try {
    mkdirSync(path, mode);
  } catch (error) {
    if (stat(path)?.kind !== 'directory') throw error;
  }
}

/** Makes the directories of `path` below `root`, which must be there: it may be gone, and must not come back by this. */
export function makeDirectoriesBelow(root: string, path: string, mode = 0o777): void {
  const parts = path.slice(root.length + 1).split('/');
  for (const depth of parts.keys()) {
    const directory = `${root}/${parts.slice(0, depth + 1).join('/')}`;
    try {
      mkdirSync(directory, mode);
    } catch (error) {
      // A link to a directory may stand in the place of `target`.
      if (errorCode(error) !== 'EEXIST') throw error;
    }
  }
}

/** Makes one directory where there is none, and says whether it did; `EEXIST` where something else stands there, a link to a directory too. */
export function makeDirectoryUnlessThere(path: string): boolean {
  try {
    mkdirSync(path);
    return true;
  } catch (error) {
    if (errorCode(error) !== 'EEXIST' || lstat(path)?.kind !== 'directory') throw error;
    return false;
  }
}

/** Makes one directory; `EEXIST` when the name is taken. */
export function makeDirectory(path: string, mode = 0o777): void {
  mkdirSync(path, mode);
}

/** Makes a directory of its own in the system's temporary directory; only its owner may look into it. */
export function makeTemporaryDirectory(prefix: string): string {
  return mkdtempSync(join(tmpdir(), prefix));
}

/** Atomic. Over a directory only when that is empty. Two names of one inode: nothing happens, both stay. */
export function rename(from: string, to: string): void {
  renameSync(from, to);
}

/** A second name for the same inode; `EEXIST` when `to` is taken. */
export function hardLink(from: string, to: string): void {
  linkSync(from, to);
}

export function symbolicLink(target: string, to: string): void {
  symlinkSync(target, to);
}

/**
 * A new inode that shares the blocks until either side writes; fails where the file system cannot. Keeps the mode.
 * Node's own copy never clones on macOS: libuv knows FICLONE alone.
 */
export function reflink(from: string, to: string, libc: Pick<Native, 'clonefile'> | undefined = native()): void {
  const clone = libc?.clonefile;
  if (clone === undefined) {
    copyFileSync(from, to, constants.COPYFILE_FICLONE_FORCE | constants.COPYFILE_EXCL);
    return;
  }
  const errno = clone(from, to);
  if (errno !== 0) throw errnoError({ errno, syscall: 'clonefile', path: to });
}

/** Tells the system's backups to leave out a directory, where it has such; what cannot be told is backed up. */
export function excludeFromBackups(path: string, libc: Pick<Native, 'excludeFromBackups'> | undefined): void {
  libc?.excludeFromBackups?.(path);
}

/** A new inode with the same bytes and mode; `EEXIST` when `to` is taken. */
export function copyBytes(from: string, to: string): void {
  copyFileSync(from, to, constants.COPYFILE_EXCL);
}

/** The same in a thread of Node's own, while other work goes on. A copy that fails leaves nothing. */
export async function copyBytesAside(from: string, to: string): Promise<void> {
  await copyFile(from, to, constants.COPYFILE_EXCL);
}

/**
 * Appends in one write on an `O_APPEND` descriptor: on a local file system
 * lines of two writers do not mix. A full disk may still cut the last one.
 */
export function appendOnce(path: string, text: string): void {
  const fd = openSync(path, 'a', 0o600);
  try {
    const bytes = Buffer.from(text);
    let written = 0;
    while (written < bytes.length) written += writeSync(fd, bytes, written, bytes.length - written);
  } finally {
    closeSync(fd);
  }
}

/** Throws unless this process may write there: `EROFS` on a read-only mount, for root too. */
export function checkWritable(path: string): void {
  accessSync(path, constants.W_OK);
}
