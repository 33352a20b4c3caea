import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { settle } from '../rig/rig.ts';
import { createBench } from './bench.ts';
import type { Operation } from './operations.ts';
import type { Prepared } from './prepared.ts';

/** Sparse: only what is written takes room. */
const SIZE = '1G';

/**
 * The state before an operation, kept as the image of a small ext4 file system and mounted anew each time: inodes, links
 * and times are exactly the same again, which no copy of the files can give. Needs root and loop devices.
 */
export async function prepareOnDisk(operation: Operation, directory: string): Promise<Prepared> {
  const base = realpathSync(mkdtempSync(join(directory, 'cargo-share-faults-')));
  const at = join(base, 'at');
  const kept = join(base, 'kept');
  let image = join(base, 'image-0');
  let count = 0;
  mkdirSync(at);
  execFileSync('truncate', ['-s', SIZE, image]);
  execFileSync('mkfs.ext4', ['-q', image]);
  execFileSync('mount', ['-o', 'loop', image, at]);
  const bench = await createBench(at, operation);
  const worktree = await operation.setUp(bench);
  await settle(bench.rig.temporary);
  execFileSync('umount', [at]);
  execFileSync('cp', ['--sparse=always', image, kept]);
  rmSync(image);

  const leave = async (): Promise<void> => {
    await settle(bench.rig.temporary);
    // Lazily: what still runs there writes into an image of its own, and nobody looks at that again.
    spawnSync('umount', ['-l', at]);
    rmSync(image, { force: true });
  };
  return {
    async again() {
      await leave();
      count += 1;
      image = join(base, `image-${count}`);
      execFileSync('cp', ['--sparse=always', kept, image]);
      execFileSync('mount', ['-o', 'loop', image, at]);
      return { bench: { ...bench, expected: new Map(bench.expected) }, worktree };
    },
    async dispose() {
      await leave();
      rmSync(base, { recursive: true, force: true });
    },
  };
}

/** Why there can be no such disk, or `undefined`. */
export function withoutDisk(): string | undefined {
  if (process.getuid?.() !== 0) return 'mounting needs root';
  return spawnSync('mkfs.ext4', ['-V']).status === 0 ? undefined : 'mkfs.ext4 is not installed';
}
