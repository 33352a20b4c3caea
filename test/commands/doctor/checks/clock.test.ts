import { utimesSync } from 'node:fs';
import { afterAll, expect, test } from 'vitest';
import { checkClock } from '../../../../src/commands/doctor/checks/clock.ts';
import type { TimeNs } from '../../../../src/system/brand.ts';
import { nowNs } from '../../../../src/system/clock.ts';
import { mountFileSystem } from '../../../support/mounts.ts';
import { openClinic } from '../clinic.ts';

// Inodes of 128 bytes have no room for nanoseconds (Documentation/filesystems/ext4, extra inode timestamps).
const coarse = mountFileSystem({ type: 'ext4', megabytes: 16, options: ['-I', '128'] });
afterAll(() => {
  if (!('unavailable' in coarse)) coarse.remove();
});

test('a right clock', async () => {
  expect(checkClock(await openClinic().site())).toMatchObject([{ verdict: 'pass', finding: 'clock-right' }]);
});

test.each([
  ['behind', 60_000n, -60_000],
  ['ahead', -60_000n, 60_000],
])('a file system whose clock is %s', async (_name, shiftMs, aheadMs) => {
  const clinic = openClinic();
  const site = await clinic.site({ now: () => (nowNs() + shiftMs * 1_000_000n) as TimeNs });
  const found = checkClock(site).find(({ finding }) => finding === 'clock-skewed');
  expect(found).toMatchObject({ verdict: 'fail', path: `${clinic.path}/.git` });
  expect(Math.round((found?.finding === 'clock-skewed' ? found.aheadMs : 0) / 1000)).toBe(aheadMs / 1000);
});

test.skipIf('unavailable' in coarse)(`times to a second ${'unavailable' in coarse ? `(${coarse.unavailable})` : ''}`, async () => {
  if ('unavailable' in coarse) return;
  const clinic = openClinic({ directory: coarse.path });
  expect(checkClock(await clinic.site())).toMatchObject([{ verdict: 'warn', finding: 'times-coarse', granularityNs: 1e9 }]);
});

test('sources from the future', async () => {
  const clinic = openClinic();
  utimesSync(`${clinic.path}/src/main.rs`, new Date('2199-01-01'), new Date('2199-01-01'));
  expect(checkClock(await clinic.site())).toMatchObject([{ verdict: 'warn', finding: 'files-from-the-future', worktree: clinic.path, files: 1, first: 'src/main.rs' }]);
});
