import { fileSystemOf } from '../../../system/file-system.ts';
import { stat } from '../../../system/fs.ts';
import { placesByDevice } from '../places.ts';
import type { Site } from '../site.ts';

interface Space {
  readonly check: 'space';
  readonly path: string;
  readonly available: number;
  readonly total: number;
}

export type SpaceFinding =
  | (Space & { readonly verdict: 'pass'; readonly finding: 'space-left' })
  | (Space & { readonly verdict: 'warn'; readonly finding: 'space-low' })
  | (Space & { readonly verdict: 'fail'; readonly finding: 'space-out' });

const MEBIBYTE = 2 ** 20;
/** A debug build of a middling workspace; below, one more worktree may not fit. */
const LOW = 2048 * MEBIBYTE;
/** Below, linking one program may fail. */
const OUT = 256 * MEBIBYTE;

/** What is left on the file systems of the build directories and of the store. */
export function checkSpace(site: Site): SpaceFinding[] {
  const places = placesByDevice(site);
  const store = site.clone.location.root;
  const dev = stat(store)?.dev;
  const paths = [...places.map(({ path }) => path), ...(dev === undefined || places.some((place) => place.dev === dev) ? [] : [store])];
  return paths.map((path): SpaceFinding => {
    const { available, total } = fileSystemOf(path);
    const space = { check: 'space', path, available, total } as const;
    if (available < OUT) return { ...space, verdict: 'fail', finding: 'space-out' };
    return available < LOW ? { ...space, verdict: 'warn', finding: 'space-low' } : { ...space, verdict: 'pass', finding: 'space-left' };
  });
}
