import { join } from 'node:path';
import { attempt } from '../../system/attempt.ts';
import { hardLink, reflink } from '../../system/move.ts';
import { temporaryBeside, unlinkIfPresent, writeNew } from '../../system/write.ts';
import type { Placement } from './policy.ts';

/**
 * Whether files can be reflinked from beside `sample`, a file that is there, into the directory `to`. Tried once, for a
 * reflink that fails on every file of an ext4 triples the time of placing.
 */
export function canReflink(sample: string, to: string): boolean {
  const target = temporaryBeside(join(to, 'probe'));
  const reflinked = attempt(() => reflink(sample, target)).ok;
  attempt(() => unlinkIfPresent(target));
  return reflinked;
}

/** The best way to bring files from one directory to another, found with a file that is made for it. */
export function probePlacement({ from, to }: { readonly from: string; readonly to: string }): Placement {
  const sample = temporaryBeside(join(from, 'probe'));
  const target = temporaryBeside(join(to, 'probe'));
  try {
    if (!attempt(() => writeNew(sample, 'probe\n')).ok) return 'copy';
    if (canReflink(sample, to)) return 'reflink';
    return attempt(() => hardLink(sample, target)).ok ? 'link' : 'copy';
  } finally {
    attempt(() => unlinkIfPresent(target));
    attempt(() => unlinkIfPresent(sample));
  }
}
