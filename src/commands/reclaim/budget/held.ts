import { exclusiveBytes } from '../../../system/extents.ts';
import { withoutNested } from '../../../system/physical.ts';
import { walk } from '../../../system/walk.ts';
import type { Place } from '../places.ts';

/** What build directories hold together. */
export interface Held {
  /** On the disk, each inode once, whoever else has a name of it; blocks that several files share not at all. */
  readonly bytes: number;
  /** How many names of an inode (device and inode) lie in these directories, where it has several. */
  readonly names: ReadonlyMap<string, number>;
}

export function heldIn(places: readonly Pick<Place, 'buildDirectory' | 'targetDirectory'>[]): Held {
  let bytes = 0;
  const names = new Map<string, number>();
  for (const root of withoutNested(places.flatMap(({ buildDirectory, targetDirectory }) => [buildDirectory, targetDirectory]))) {
    walk(root, ({ path, stat }) => {
      if (stat.kind !== 'directory' && stat.links > 1) {
        const id = `${stat.dev}:${stat.ino}`;
        const met = names.get(id) ?? 0;
        names.set(id, met + 1);
        if (met > 0) return;
      }
      bytes += stat.kind === 'directory' ? stat.physical : exclusiveBytes(path, stat);
    });
  }
  return { bytes, names };
}
