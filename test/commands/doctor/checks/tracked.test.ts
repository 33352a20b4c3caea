import { expect, test } from 'vitest';
import { checkTracked } from '../../../../src/commands/doctor/checks/tracked.ts';
import { git } from '../../../formats/git/rig.ts';
import { openClinic } from '../clinic.ts';

test('a target directory that git sees, then tracks', async () => {
  const clinic = openClinic();
  clinic.cargo('check');
  const path = `${clinic.path}/target`;
  expect(checkTracked(await clinic.site())).toMatchObject([{ verdict: 'pass' }]);
  clinic.write('.gitignore', '');
  expect(checkTracked(await clinic.site())).toMatchObject([{ verdict: 'warn', finding: 'target-not-ignored', path }]);
  git(clinic.path, 'add', 'target/CACHEDIR.TAG');
  expect(checkTracked(await clinic.site())).toMatchObject([{ verdict: 'fail', finding: 'target-tracked', path, files: 1 }]);
});
