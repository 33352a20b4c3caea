import { chownSync } from 'node:fs';
import { expect, test } from 'vitest';
import { checkOwners } from '../../../../src/commands/doctor/checks/owners.ts';
import { openClinic } from '../clinic.ts';

test.skipIf(process.getuid?.() !== 0)('files of another user (needs root)', async () => {
  const clinic = openClinic();
  clinic.cargo('check');
  expect(checkOwners(await clinic.site())).toMatchObject([{ verdict: 'pass' }]);
  const first = `${clinic.path}/target/CACHEDIR.TAG`;
  chownSync(first, 12345, 12345);
  expect(checkOwners(await clinic.site())).toMatchObject([{ verdict: 'warn', finding: 'foreign-files', directory: `${clinic.path}/target`, files: 1, first, users: [12345] }]);
});
