import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { checkLocks } from '../../../../src/commands/doctor/checks/locks.ts';
import { write } from '../../../formats/git/rig.ts';
import { openClinic } from '../clinic.ts';

vi.setConfig({ testTimeout: 60_000 });

test('a real cargo waits for our lock, whatever the project\'s configuration; nothing is left behind', async () => {
  const clinic = openClinic();
  clinic.cargo('build');
  clinic.write('.cargo/config.toml', '[build]\nbuild-dir = "elsewhere"\nrustc-wrapper = "/not/there"\n[term]\nquiet = true\n');
  const before = readdirSync(clinic.path).concat(readdirSync(`${clinic.path}/.git`));
  expect(await checkLocks(await clinic.site())).toMatchObject([{ verdict: 'pass', finding: 'locks-seen' }]);
  expect(readdirSync(clinic.path).concat(readdirSync(`${clinic.path}/.git`))).toEqual(before);
});

test.each([
  ['a cargo that builds at once does not see it', '#!/bin/sh\nexit 0\n', { verdict: 'fail', finding: 'locks-not-seen' }],
  ['one that fails leaves the question open', '#!/bin/sh\necho "error: no such toolchain" >&2\nexit 1\n', { verdict: 'warn', finding: 'locks-untested', message: 'error: no such toolchain' }],
])('%s', async (_name, script, finding) => {
  const clinic = openClinic();
  write(join(clinic.top, 'bin/cargo'), script, 0o755);
  const site = await clinic.site();
  expect(await checkLocks({ ...site, env: { ...clinic.env, PATH: `${clinic.top}/bin:${clinic.env['PATH'] ?? ''}` } })).toMatchObject([finding]);
});
