import { dirname } from 'node:path';
import { trackedPart } from '../../formats/git/tracked.ts';
import type { AbsolutePath } from '../../system/brand.ts';
import { lstat } from '../../system/fs.ts';

/** Whether git tracks anything in a directory, whichever repository it lies in; one that is a repository itself counts. */
export function isTracked(directory: AbsolutePath): boolean {
  for (let at: string = directory; ; at = dirname(at)) {
    if (lstat(`${at}/.git`) !== undefined) return at === directory || trackedPart(at as AbsolutePath, directory) !== undefined;
    if (at === dirname(at)) return false;
  }
}
