import { basename, dirname } from 'node:path';
import type { AbsolutePath } from '../../../system/brand.ts';
import { readable } from '../../../engine/contents/directory-contents.ts';
import { lstat, readDirectory, realpath } from '../../../system/fs.ts';
import type { OrphanQuestion } from './find-orphans.ts';

/**
 * Where an abandoned directory may be: among those that the store remembers, beside the places outside their worktrees
 * (`CARGO_TARGET_DIR=../targets/b`, `build.build-dir` with `{workspace-path-hash}`), and as `target` beside the
 * worktrees (what a `git worktree remove` leaves when a build was writing). What the user may not read is another's.
 */
export function candidates({ inUse, worktrees, remembered }: OrphanQuestion): Set<AbsolutePath> {
  const found = new Set<AbsolutePath>();
  const add = (path: string): void => {
    // A link is not looked behind: what it leads to is another's. What lies in a project belongs to that.
    const real = readable(() => (lstat(path)?.kind !== 'directory' || isProject(dirname(path)) ? undefined : realpath(path)));
    if (real !== undefined) found.add(real);
  };
  for (const { targetDirectory, buildDirectory, worktrees: users } of inUse.places) {
    for (const directory of new Set([targetDirectory, buildDirectory])) {
      if (!users.some((worktree) => directory.startsWith(`${worktree}/`))) siblings(directory).forEach(add);
    }
  }
  const homes = new Set(worktrees.filter(({ main }) => !main).map(({ path }) => dirname(path)));
  for (const home of homes) for (const path of below(home)) add(`${path}/target`);
  remembered.forEach(add);
  return found;
}

function isProject(directory: string): boolean {
  return ['.git', 'Cargo.toml'].some((name) => lstat(`${directory}/${name}`) !== undefined);
}

/** Cargo splits `{workspace-path-hash}` as in `ab/cdef0123456789` (`util/context/mod.rs`, 1.95). */
function siblings(directory: string): string[] {
  const parent = dirname(directory);
  if (!/^[0-9a-f]{14}$/.test(basename(directory)) || !/^[0-9a-f]{2}$/.test(basename(parent))) return below(parent);
  return below(dirname(parent)).filter((path) => /^[0-9a-f]{2}$/.test(basename(path))).flatMap(below);
}

function below(directory: string): string[] {
  return (readable(() => readDirectory(directory)) ?? []).map(({ name }) => `${directory}/${name}`);
}
