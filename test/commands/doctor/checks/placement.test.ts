import { afterAll, expect, test } from 'vitest';
import { checkPlacement } from '../../../../src/commands/doctor/checks/placement.ts';
import { mountFileSystem } from '../../../support/mounts.ts';
import { openClinic } from '../clinic.ts';

const other = mountFileSystem({ type: 'tmpfs', kilobytes: 4096 });
const btrfs = mountFileSystem({ type: 'btrfs', megabytes: 128 });
afterAll(() => {
  for (const mount of [other, btrfs]) if (!('unavailable' in mount)) mount.remove();
});

test('one file system', async () => {
  const clinic = openClinic();
  await clinic.openStore();
  expect(checkPlacement(await clinic.site())).toMatchObject([{ verdict: 'pass', finding: 'placement-shares', directories: [`${clinic.path}/target`] }]);
});

test.skipIf('unavailable' in other)(`a worktree on another one ${'unavailable' in other ? `(${other.unavailable})` : ''}`, async () => {
  if ('unavailable' in other) return;
  const clinic = openClinic();
  await clinic.openStore();
  const b = clinic.addWorktree('b', `${other.path}/b`);
  expect(checkPlacement(await clinic.site())).toMatchObject([
    { verdict: 'pass', directories: [`${clinic.path}/target`] },
    { verdict: 'warn', finding: 'placement-copies', directory: `${b}/target`, fileSystem: 'tmpfs', same: false },
  ]);
});

test.skipIf('unavailable' in btrfs)(`reflinks ${'unavailable' in btrfs ? `(${btrfs.unavailable})` : ''}`, async () => {
  if ('unavailable' in btrfs) return;
  const clinic = openClinic({ directory: btrfs.path });
  await clinic.openStore();
  expect(checkPlacement(await clinic.site())).toMatchObject([{ verdict: 'pass', placement: 'reflink', fileSystem: 'btrfs' }]);
});
