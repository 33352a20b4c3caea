import type { AbsolutePath } from '../../system/brand.ts';
import { isIgnored } from '../git/ignored.ts';
import { errorCode, lstat, readText } from '../../system/fs.ts';
import { excludeFromBackups, makeDirectories, makeDirectoriesBelow } from '../../system/move.ts';
import { native, type Native } from '../../system/native.ts';
import { writeNew } from '../../system/write.ts';
import { isBuildDirectory } from './layout/profile-directories.ts';

/** As cargo writes it (cargo-util `paths::create_dir_all_excluded_from_backups_atomic`). */
export const CACHEDIR_TAG = `Signature: 8a477f597d28d172789f06886806bc55
# This file is a cache directory tag created by cargo.
# For information about cache directory tags see https://bford.info/cachedir/
`;

/**
 * Makes a profile directory. Cargo tags a target directory, and keeps it out of backups, only when it makes it, so a new one gets both here. Inside the
 * worktree nothing is made unless that is there: it may have been removed, and git is told to ignore it where it does not:
 * nobody has built there yet, and `git worktree remove` is to go as if nobody had. Throws like `fs.mkdirSync`.
 */
export function makeProfileDirectory(buildDirectory: AbsolutePath, profileDirectory: string, worktree: AbsolutePath, libc: Pick<Native, 'excludeFromBackups'> | undefined = native()): void {
  const isNew = lstat(buildDirectory) === undefined;
  const path = `${buildDirectory}/${profileDirectory}`;
  if (path.startsWith(`${worktree}/`)) makeDirectoriesBelow(worktree, path);
  else makeDirectories(path);
  if (!isNew) return;
  writeUnlessThere(`${buildDirectory}/CACHEDIR.TAG`, CACHEDIR_TAG);
  excludeFromBackups(buildDirectory, libc);
  if (path.startsWith(`${worktree}/`) && !isIgnored(worktree, buildDirectory)) writeUnlessThere(`${buildDirectory}/${IGNORE_FILE}`, IGNORE_ALL);
}

/** Ours, in a target directory that git does not ignore; it ignores itself as well. */
export const IGNORE_FILE = '.gitignore';
export const IGNORE_ALL = '*\n';

/** Whether a directory is real and cargo's: tagged by it, or with its memory of the compiler. */
export function isCargos(directory: string): boolean {
  if (lstat(directory)?.kind !== 'directory') return false;
  return readText(`${directory}/CACHEDIR.TAG`)?.includes('created by cargo') === true || isBuildDirectory(directory);
}

const RUSTC_INFO = '.rustc_info.json';

/**
 * Makes a build directory known for one where its sibling is: by cargo's memory of what the compiler answered, but an
 * empty one. Cargo remembers failures and what a wrapper answered, too, and asks the same compiler no more
 * (cargo: `util/rustc.rs`, `Cache`); what it cannot read it begins anew. Asking costs the first build 0.1 s.
 */
export function markAsBuildDirectory(from: AbsolutePath, to: AbsolutePath): void {
  if (lstat(`${from}/${RUSTC_INFO}`) !== undefined && lstat(to) !== undefined) writeUnlessThere(`${to}/${RUSTC_INFO}`, '{}');
}

function writeUnlessThere(path: string, bytes: Uint8Array | string): void {
  try {
    writeNew(path, bytes);
  } catch (error) {
    if (errorCode(error) !== 'EEXIST') throw error;
  }
}
