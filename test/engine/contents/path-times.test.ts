import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { readTimes } from '../../../src/engine/contents/path-times.ts';
import { nowNs } from '../../../src/system/clock.ts';
import { lstat } from '../../../src/system/fs.ts';
import { mountFileSystem, type Mount, type MountKind } from '../../support/mounts.ts';

/** The one knows whole seconds, the other every second one. */
const COARSE: readonly MountKind[] = [
  { type: 'ext4', megabytes: 16, options: ['-I', '128'] },
  { type: 'vfat', megabytes: 16 },
];
const mounts: Mount[] = [];
afterAll(() => mounts.forEach((mount) => mount.remove()));

const places = COARSE.flatMap((kind) => {
  const mount = mountFileSystem(kind);
  if ('unavailable' in mount) {
    process.stderr.write(`not tried on ${kind.type}: ${mount.unavailable}\n`);
    return [];
  }
  mounts.push(mount);
  return [{ type: kind.type, file: join(mount.path, 'file') }];
});

describe.each(places)('on $type, whose times are cut', ({ file }) => {
  test('a change is not told as older than it is', () => {
    const before = nowNs();
    writeFileSync(file, 'one');
    expect(readTimes(file)?.changedNs).toBeGreaterThanOrEqual(before);
  });

  test('what is written after a look has a later time than the look told', () => {
    writeFileSync(file, 'two');
    const seen = readTimes(file)?.mtimeNs;
    writeFileSync(file, 'three');
    expect(lstat(file)?.mtimeNs).toBeGreaterThan(seen ?? 0n);
  });
});
