import type { AbsolutePath } from '../system/brand.ts';
import { isBuildDirectory, subdirectories } from './layout/profile-directories.ts';

/** A build directory, and where it lies below the one it was found in (`''`: it is that one). */
export interface NestedBuildDirectory {
  readonly subdirectory: string;
  readonly path: AbsolutePath;
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
