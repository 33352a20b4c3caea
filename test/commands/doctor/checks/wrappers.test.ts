import { join } from 'node:path';
import { expect, test } from 'vitest';
import { checkWrappers } from '../../../../src/commands/doctor/checks/wrappers.ts';
import { write } from '../../../formats/git/rig.ts';
import { openClinic } from '../clinic.ts';

const PASS_ON = '#!/bin/sh\nexec "$@"\n';

test('none; one from a file, found in PATH; switched off by an empty variable', async () => {
  const clinic = openClinic();
  expect(await checkWrappers(await clinic.site())).toEqual([{ check: 'wrappers', verdict: 'pass', finding: 'no-wrapper' }]);
  clinic.write('.cargo/config.toml', '[build]\nrustc-wrapper = "sccache"\n');
  const bin = join(clinic.top, 'bin');
  expect(await checkWrappers(await clinic.site({ env: { ...clinic.env, PATH: bin } }))).toMatchObject([{ verdict: 'fail', finding: 'wrapper-missing', value: 'sccache' }]);
  write(join(bin, 'sccache'), PASS_ON, 0o755);
  expect(await checkWrappers(await clinic.site({ env: { ...clinic.env, PATH: bin } }))).toMatchObject([
    { verdict: 'pass', finding: 'wrapper', wrapper: 'sccache', from: `${clinic.path}/.cargo/config.toml` },
  ]);
  expect(await checkWrappers(await clinic.site({ env: { ...clinic.env, RUSTC_WRAPPER: '' } }))).toMatchObject([{ finding: 'no-wrapper' }]);
});

test('a wrapper of members alone enters their hashes', async () => {
  const clinic = openClinic();
  clinic.write('wrap.sh', PASS_ON, 0o755);
  clinic.write('.cargo/config.toml', '[build]\nrustc-workspace-wrapper = "./wrap.sh"\n');
  expect(await checkWrappers(await clinic.site())).toMatchObject([{ verdict: 'warn', finding: 'workspace-wrapper', value: './wrap.sh' }]);
});

test('a cargo that is mbx', async () => {
  const clinic = openClinic();
  const program = write(join(clinic.top, 'bin/cargo'), '#!/bin/sh\nexec mbx cargo "$@"\n', 0o755);
  const site = await clinic.site();
  expect(await checkWrappers({ ...site, env: { ...clinic.env, PATH: join(clinic.top, 'bin') } })).toEqual([
    { check: 'wrappers', verdict: 'warn', finding: 'cargo-wrapped', program, by: 'mbx' },
  ]);
});
