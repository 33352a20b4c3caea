import { expect, it } from 'vitest';
import { appAndLibrary } from '../rig/crate.ts';
import { LAYOUTS } from '../rig/layout.ts';
import { useRigs } from '../rig/rig.ts';
import { naiveTrip, scratchRun } from '../rig/round-trip.ts';
import { copyTree } from '../rig/times.ts';
import { compareTrees, snapshotTree } from '../rig/tree.ts';

const createRig = useRigs();

it.each(LAYOUTS)('reads what cargo compiles, and what is fresh (%s)', async (layout) => {
  const { main } = await createRig({ files: appAndLibrary(), layout });
  const first = await main.cargo(['build']);
  expect(first.compiled).toEqual(['app', 'core_lib']);
  expect(first.ran).toHaveLength(2);
  expect(await main.run('app')).toBe('first\n');

  main.write('app/src/main.rs', 'fn main() { println!("second") }\n');
  const second = await main.cargo(['build']);
  expect(second).toMatchObject({ compiled: ['app'], fresh: ['core_lib'] });
  expect(second.dirty).toEqual([expect.stringContaining('app: the file `app/src/main.rs` has changed')]);
});

it('builds from nothing and puts the target directory back as it was', async () => {
  const { main } = await createRig({ files: appAndLibrary() });
  await main.cargo(['build']);
  main.writeOld('core_lib/src/lib.rs', 'pub fn say() -> &\'static str { "edited" }\n');
  const before = snapshotTree(main.target);
  const scratch = await scratchRun(main);
  expect(scratch).toBe('edited\n');
  expect(compareTrees(before, snapshotTree(main.target))).toEqual([]);
});

it('shows what the naive copy of a target directory does', async () => {
  const rig = await createRig({ files: appAndLibrary() });
  const trip = await naiveTrip(rig, {
    beforeWarm: (b) => b.write('core_lib/src/lib.rs', 'pub fn say() -> &\'static str { "of b" }\n'),
  });
  expect(trip.build.compiled).toEqual([]);
  expect(trip).toMatchObject({ prints: 'first\n', scratch: 'of b\n' });
});

it('compares trees by content, time, mode and inode', async () => {
  const { main, temporary } = await createRig({ files: { 'notes.txt': 'one' } });
  const before = snapshotTree(main.path);
  main.write('notes.txt', 'two');
  main.write('more.txt', '');
  expect(compareTrees(before, snapshotTree(main.path))).toEqual([
    '.: mtime', 'more.txt: added', 'notes.txt: content', 'notes.txt: mtime',
  ]);
  copyTree(main.path, `${temporary}/copy`);
  const copied = compareTrees(snapshotTree(main.path), snapshotTree(`${temporary}/copy`));
  expect(copied.every((difference) => difference.endsWith(': inode'))).toBe(true);
});
