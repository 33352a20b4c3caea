import { attempt } from '../../../system/attempt.ts';
import type { AbsolutePath } from '../../../system/brand.ts';
import { readDirectory, stat } from '../../../system/fs.ts';

/**
 * Directories of a build directory in which `holdsUnits` finds units: its own (`debug`, `release`, a custom profile)
 * and those below a target triple's. Relative to the build directory, sorted.
 * A target directory of another tool inside this one (rust-analyzer's) is none of them.
 */
export function findProfileDirectories(
  buildDirectory: AbsolutePath,
  holdsUnits: (directory: string) => boolean,
): string[] {
  const found: string[] = [];
  for (const first of subdirectories(buildDirectory)) {
    const directory = `${buildDirectory}/${first}`;
    if (holdsUnits(directory)) {
      found.push(first);
      continue;
    }
    if (NEVER_TRIPLES.has(first) || isBuildDirectory(directory)) continue;
    for (const second of subdirectories(directory)) {
      if (holdsUnits(`${directory}/${second}`)) found.push(`${first}/${second}`);
    }
  }
  return found.sort();
}

/**
 * Whether cargo uses a directory as a build directory of its own: it keeps the answers of `rustc -vV` there.
 * `CACHEDIR.TAG` does not tell: cargo 1.95 writes one into each target triple's directory as well.
 */
export function isBuildDirectory(directory: string): boolean {
  // One that the user may not look into is none of cargo's.
  const found = attempt(() => stat(`${directory}/.rustc_info.json`));
  return found.ok && found.value !== undefined;
}

export function subdirectories(directory: string): string[] {
  return readDirectory(directory)
    .filter((item) => item.isDirectory())
    .map(({ name }) => name);
}

/** Directories that cargo itself makes beside the profiles. `doc` may hold thousands of directories. */
const NEVER_TRIPLES: ReadonlySet<string> = new Set(['doc', 'package', 'tmp']);
