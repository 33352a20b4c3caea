import { chmodSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { applyFix, fixesOf } from '../../../../src/commands/doctor/apply-fix.ts';
import { checkStore } from '../../../../src/commands/doctor/checks/store.ts';
import { openClinic } from '../clinic.ts';

test('none yet, then one with its units', async () => {
  const clinic = openClinic();
  expect(checkStore(await clinic.site())).toMatchObject([{ verdict: 'pass', finding: 'store-not-yet' }]);
  await clinic.openStore();
  expect(checkStore(await clinic.site())).toMatchObject([{ verdict: 'pass', finding: 'store-usable', units: 0 }]);
});

test('one that others may write to is closed by the mend', async () => {
  const clinic = openClinic();
  chmodSync(await clinic.openStore(), 0o777);
  const site = await clinic.site();
  const found = checkStore(site);
  expect(found).toMatchObject([{ verdict: 'fail', finding: 'store-unusable', failure: { code: 'store-foreign' }, fix: { action: 'close-store' } }]);
  expect(fixesOf(found).map((fix) => applyFix(fix, site))).toEqual([{ ok: true, value: undefined }]);
  expect(checkStore(await clinic.site())).toMatchObject([{ verdict: 'pass' }]);
});

test('a directory that is no store has no safe mend', async () => {
  const clinic = openClinic();
  writeFileSync(`${await clinic.openStore()}/STORE`, 'something else');
  const found = checkStore(await clinic.site());
  expect(found).toMatchObject([{ verdict: 'fail', failure: { code: 'store-damaged' } }]);
  expect(fixesOf(found)).toEqual([]);
});
