import { CACHEDIR_TAG } from '../../../formats/cargo/target-directory.ts';
import type { Worktree } from '../../../formats/git/worktrees.ts';
import type { AbsolutePath } from '../../../system/brand.ts';
import { errorCode, lstat, readDirectory } from '../../../system/fs.ts';
import { makeDirectories } from '../../../system/move.ts';
import { writeNew } from '../../../system/write.ts';

/** `.shared-target` in the main worktree; for a bare clone, inside of it. */
export function defaultBuildDirectory(worktrees: readonly Worktree[], commonDirectory: AbsolutePath): AbsolutePath {
  const main = worktrees.find((worktree) => worktree.main && !worktree.bare);
  return (main === undefined ? `${commonDirectory}/shared-target` : `${main.path}/.shared-target`) as AbsolutePath;
}

/** Ignores the directory by a file inside it: it stays ignored when everything else of ours is gone. */
const IGNORE_ALL = '*\n';
const MARKS = ['CACHEDIR.TAG', '.gitignore'];

/** Makes the build directory, or completes it; what is in there stays. Throws like `node:fs`. */
export function makeBuildDirectory(path: string): void {
  makeDirectories(path);
  writeUnlessThere(`${path}/CACHEDIR.TAG`, CACHEDIR_TAG);
  writeUnlessThere(`${path}/.gitignore`, IGNORE_ALL);
}

/** Whether the directory lacks what {@link makeBuildDirectory} would put there. */
export function lacksMarks(path: string): boolean {
  const names = new Set(readDirectory(path).map(({ name }) => name));
  return MARKS.some((mark) => !names.has(mark));
}

/** Whether the directory is there and holds nothing but our marks. */
export function isUnused(path: string): boolean {
  return lstat(path)?.kind === 'directory' && readDirectory(path).every(({ name }) => MARKS.includes(name));
}

function writeUnlessThere(path: string, text: string): void {
  try {
    writeNew(path, text);
  } catch (error) {
    if (errorCode(error) !== 'EEXIST') throw error;
  }
}
