import { attempt } from '../system/attempt.ts';
import { join } from 'node:path';
import { hardLink, reflink } from '../system/move.ts';
import { temporaryBeside, unlinkIfPresent, writeNew } from '../system/write.ts';
import type { Placement } from './policy.ts';

/**
 * The best way to bring files from one directory to another, found by trying once:
 * a reflink that fails on every file of an ext4 triples the time of placing.
 * `sample` is an existing file to try with, for a source that cannot be written.
 */
export function probePlacement(pair: { readonly from: string; readonly to: string; readonly sample?: string }): Placement {
  const sample = pair.sample ?? temporaryBeside(join(pair.from, 'probe'));
  const target = temporaryBeside(join(pair.to, 'probe'));
  try {
    if (pair.sample === undefined && !attempt(() => writeNew(sample, 'probe\n')).ok) return 'copy';
    if (attempt(() => reflink(sample, target)).ok) return 'reflink';
    return attempt(() => hardLink(sample, target)).ok ? 'link' : 'copy';
  } finally {
    attempt(() => unlinkIfPresent(target));
    if (pair.sample === undefined) attempt(() => unlinkIfPresent(sample));
  }
}
