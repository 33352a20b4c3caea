import { randomBytes } from 'node:crypto';
import {
  closeSync,
  fchmodSync,
  lstatSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  rmdirSync,
  unlinkSync,
  writeSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { errorCode, isAbsent } from './fs.ts';
import { once } from './once.ts';
import { setMtimeOfDescriptor } from './times.ts';

export interface WriteOptions {
  /** Permission bits, whatever the umask; 0666 less the umask when left out. A directory's default ACL may add to 0666. */
  readonly mode?: number;
  /** Modification time in nanoseconds; the present when left out. */
  readonly mtimeNs?: bigint;
}

/**
 * Writes a file that must not exist yet (`O_EXCL`, so that it never writes through a link into another file).
 * Throws like `fs.writeFileSync`, `EEXIST` included; nothing is left behind then.
 */
export function writeNew(path: string, bytes: Uint8Array | string, options: WriteOptions = {}): void {
  const fd = openSync(path, 'wx', 0o666);
  try {
    writeAll(fd, typeof bytes === 'string' ? Buffer.from(bytes) : bytes);
    if (options.mode !== undefined && options.mode !== createdMode()) fchmodSync(fd, options.mode);
    if (options.mtimeNs !== undefined) setMtimeOfDescriptor(fd, options.mtimeNs);
  } catch (error) {
    closeSync(fd);
    unlinkSync(path);
    throw error;
  }
  closeSync(fd);
}

/**
 * Puts a file in place whole or not at all: a new file beside it, renamed over it.
 * The old inode is not touched, so whoever shares it by hard link keeps the old bytes.
 */
export function writeAtomically(path: string, bytes: Uint8Array | string, options: WriteOptions = {}): void {
  const temporary = temporaryBeside(path);
  writeNew(temporary, bytes, options);
  try {
    renameSync(temporary, path);
  } catch (error) {
    unlinkIfPresent(temporary);
    throw error;
  }
}

/** A free name in the directory of `path`, hidden, for a file that will be renamed to it. */
export function temporaryBeside(path: string): string {
  // The base name is cut: with the suffix it must stay below the 255 bytes of a file name.
  return join(dirname(path), `.${basename(path).slice(0, 64)}.${process.pid}-${randomBytes(6).toString('hex')}.tmp`);
}

/** Removes a file or a symbolic link itself; false when it was not there. */
export function unlinkIfPresent(path: string): boolean {
  try {
    unlinkSync(path);
    return true;
  } catch (error) {
    if (isAbsent(error)) return false;
    throw error;
  }
}

/** Removes a file, a link itself (never what it points at), or a directory with everything in it. Absent is fine. */
export function removeTree(path: string): void {
  const stat = lstatSync(path, { throwIfNoEntry: false });
  if (stat === undefined) return;
  if (stat.isDirectory()) removeDirectory(path);
  else unlinkIfPresent(path);
}

function removeDirectory(path: string): void {
  try {
    for (const entry of readdirSync(path, { withFileTypes: true })) {
      const child = join(path, entry.name);
      if (entry.isDirectory()) removeDirectory(child);
      else unlinkIfPresent(child);
    }
    rmdirSync(path);
  } catch (error) {
    // Names that are not UTF-8 come out of the listing as others; Node itself removes by their bytes.
    if (errorCode(error) === 'ENOTEMPTY') rmSync(path, { recursive: true, force: true });
    // Else someone else removes the same tree.
    else if (errorCode(error) !== 'ENOENT') throw error;
  }
}

/** What a new file's permission bits are. The umask is asked once: nothing in this process changes it. */
const createdMode = once(() => 0o666 & ~process.umask());

function writeAll(fd: number, bytes: Uint8Array): void {
  let written = 0;
  while (written < bytes.length) written += writeSync(fd, bytes, written, bytes.length - written);
}
