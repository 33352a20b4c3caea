import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { checkLayout } from '../../../../src/commands/doctor/checks/layout.ts';
import { layoutEnvironment } from '../../../rig/layout.ts';
import { openClinic } from '../clinic.ts';

test('nothing, one layout, two', async () => {
  const clinic = openClinic();
  const b = clinic.addWorktree('b');
  const build = (cwd: string, layout: 'legacy' | 'unit-dirs') =>
    execFileSync('cargo', ['-q', 'check'], { cwd, env: { ...clinic.env, ...layoutEnvironment(layout) }, stdio: 'pipe' });
  expect(checkLayout(await clinic.site())).toMatchObject([{ verdict: 'pass', finding: 'nothing-built' }]);
  build(clinic.path, 'legacy');
  expect(checkLayout(await clinic.site())).toMatchObject([{ verdict: 'pass', layout: 'legacy', directories: 1 }]);
  build(b, 'unit-dirs');
  expect(checkLayout(await clinic.site())).toMatchObject([
    { verdict: 'warn', finding: 'layouts-differ', directories: { legacy: [`${clinic.path}/target`], 'unit-dirs': [`${b}/target`] } },
  ]);
});
