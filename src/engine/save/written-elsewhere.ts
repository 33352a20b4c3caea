import { posix } from 'node:path';
import { rustcOutputs } from '../../formats/cargo/rustc-dep-info.ts';
import { realpath } from '../../system/fs.ts';
import { bytesOf, fileOf, type CollectedUnit } from './collected.ts';
import { isBelow } from './donor.ts';

/**
 * Where a unit was written when it was built, if that is no spelling of the build directory it is in now: the directory,
 * or its worktree, was moved or copied since, and what is baked in are paths of the old place, which nobody looks for.
 * rustc writes down where it puts its outputs, and cargo does so of OUT_DIR (`root-output`); what this tool places is
 * rewritten. `places`: spellings of the build directory.
 */
export function writtenElsewhere(unit: CollectedUnit, places: readonly string[]): string | undefined {
  return writtenPaths(unit).find((path) => !isAt(path, places));
}

/** Absolute paths at which a unit's files were written. */
export function writtenPaths(unit: CollectedUnit): string[] {
  const listed = bytesOf(fileOf(unit, 'rustc-dep-info'))?.toString('utf8');
  const outDirectory = bytesOf(fileOf(unit, 'script-root-output'))?.toString('utf8').trim();
  const written = [...(listed === undefined ? [] : rustcOutputs(listed)), ...(outDirectory === undefined ? [] : [outDirectory])];
  return written.filter((path) => path.startsWith('/'));
}

/** Cargo may have been told the directory by a link to it. */
function isAt(path: string, places: readonly string[]): boolean {
  if (places.some((place) => isBelow(path, place))) return true;
  const directory = realpath(posix.dirname(path));
  return directory !== undefined && places.some((place) => isBelow(directory, place));
}
