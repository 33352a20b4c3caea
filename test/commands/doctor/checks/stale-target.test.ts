import { rmSync, symlinkSync } from 'node:fs';
import { expect, test } from 'vitest';
import { checkStaleTarget } from '../../../../src/commands/doctor/checks/stale-target.ts';
import { openClinic } from '../clinic.ts';

test('a real target/ beside the one that is used; a link to it is none', async () => {
  const clinic = openClinic();
  clinic.cargo('build');
  expect(await checkStaleTarget(await clinic.site())).toMatchObject([{ verdict: 'pass' }]);
  clinic.write('.cargo/config.toml', '[build]\ntarget-dir = "out"\n');
  const path = `${clinic.path}/target`;
  const [found] = await checkStaleTarget(await clinic.site());
  expect(found).toMatchObject({ verdict: 'warn', finding: 'stale-target', path, instead: `${clinic.path}/out` });
  expect(found).toHaveProperty('bytes', expect.any(Number));
  rmSync(path, { recursive: true });
  clinic.cargo('build');
  symlinkSync('out', path);
  expect(await checkStaleTarget(await clinic.site())).toMatchObject([{ verdict: 'pass' }]);
});
