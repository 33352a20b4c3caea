import type { AbsolutePath } from '../../system/brand.ts';
import { isBuildDirectory, subdirectories } from './layout/profile-directories.ts';

/** A build directory, and where it lies below the one it was found in (`''`: it is that one; `/x`: in the workspace's root). */
export interface NestedBuildDirectory {
  readonly subdirectory: string;
  readonly path: AbsolutePath;
}

/**
 * Directories directly in a workspace's root that cargo builds in by a command's own choice (`--target-dir`, a relative
 * `CARGO_TARGET_DIR`): no configuration names them. One called `target` is none: it is left from before.
 * @param known the directories that the configuration names
 */
export function buildDirectoriesBeside(workspaceRoot: AbsolutePath, known: readonly string[]): NestedBuildDirectory[] {
  return subdirectories(workspaceRoot)
    .filter((name) => name !== 'target' && name !== '.git' && isBuildDirectory(`${workspaceRoot}/${name}`))
    .map((name) => ({ subdirectory: `/${name}`, path: `${workspaceRoot}/${name}` as AbsolutePath }))
    .filter(({ path }) => !known.some((directory) => directory === path || directory.startsWith(`${path}/`)))
    .sort((a, b) => (a.path < b.path ? -1 : 1));
}

/**
 * A build directory and those that other tools keep directly inside it, such as rust-analyzer's `rust-analyzer`:
 * each has units, locks and a `.rustc_info.json` of its own. Sorted, the outer one first.
 */
export function buildDirectoriesBelow(buildDirectory: AbsolutePath): NestedBuildDirectory[] {
  const nested = subdirectories(buildDirectory)
    .filter((name) => isBuildDirectory(`${buildDirectory}/${name}`))
    .sort()
    .map((name) => ({ subdirectory: name, path: `${buildDirectory}/${name}` as AbsolutePath }));
  return [{ subdirectory: '', path: buildDirectory }, ...nested];
}
