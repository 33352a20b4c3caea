import { posix } from 'node:path';
import type { AbsolutePath } from '../../system/brand.ts';
import { realpath } from '../../system/fs.ts';
import type { Origin } from '../../units/model.ts';
import { isBelow } from './donor.ts';

/**
 * The origins, and beside them what a unit's build called one of them, as the paths tell that were written down then: cargo
 * takes the way that it is told (`--manifest-path`), through links (`/tmp` on macOS) or in other letters where the file
 * system does not tell them apart, and so may whatever the unit holds.
 */
export function withSpellings(origins: readonly Origin[], written: readonly string[]): readonly Origin[] {
  const added = new Map<string, Origin>();
  for (const path of written) {
    if ([...origins, ...added.values()].some((origin) => isBelow(path, origin.path))) continue;
    const found = spellingIn(posix.dirname(path), origins);
    if (found !== undefined) added.set(found.path, found);
  }
  return added.size === 0 ? origins : [...origins, ...added.values()].sort((a, b) => b.path.length - a.path.length);
}

/** The nearest directory above that is an origin when links are followed; none where a link leads into the middle of one. */
function spellingIn(directory: string, origins: readonly Origin[]): Origin | undefined {
  for (let spelled = directory; spelled !== '/'; spelled = posix.dirname(spelled)) {
    const real = realpath(spelled);
    const origin = origins.find(({ path }) => path === real);
    if (origin !== undefined) return { path: spelled as AbsolutePath, means: origin.means };
  }
  return undefined;
}
