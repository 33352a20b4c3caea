import { join } from 'node:path';
import { expect, test } from 'vitest';
import { checkConfig } from '../../../../src/commands/doctor/checks/config.ts';
import { git, write } from '../../../formats/git/rig.ts';
import { codes, openClinic } from '../clinic.ts';

test('the default, and what a file says, with the file', async () => {
  const clinic = openClinic();
  expect(await checkConfig(await clinic.site())).toMatchObject([{ verdict: 'pass', finding: 'directories', target: { path: `${clinic.path}/target`, from: { from: 'default' } } }]);
  clinic.write('.cargo/config.toml', '[build]\ntarget-dir = "out"\n');
  expect(await checkConfig(await clinic.site())).toMatchObject([
    { target: { path: `${clinic.path}/out`, from: { from: 'config', file: `${clinic.path}/.cargo/config.toml`, key: 'build.target-dir' } } },
  ]);
});

test('the hand-made recipe: two worktrees in one directory', async () => {
  const clinic = openClinic();
  const b = clinic.addWorktree('b', join(clinic.path, 'worktrees/b'));
  const shared = join(clinic.path, '.shared-target');
  clinic.write('.cargo/config.toml', `[build]\ntarget-dir = "${shared}"\n`);
  const found = await checkConfig(await clinic.site());
  expect(found).toContainEqual({
    check: 'config', verdict: 'fail', finding: 'directory-shared', path: shared, worktrees: [clinic.path, b],
    from: { from: 'config', file: `${clinic.path}/.cargo/config.toml`, key: 'build.target-dir' },
  });
  git(clinic.path, 'config', 'share.mode', 'shared');
  expect(codes(await checkConfig(await clinic.site()))).not.toContain('directory-shared');
});

test('a directory from the environment is every worktree\'s', async () => {
  const clinic = openClinic();
  clinic.addWorktree('b');
  const env = { ...clinic.env, CARGO_TARGET_DIR: join(clinic.top, 'out') };
  expect(await checkConfig(await clinic.site({ env }))).toContainEqual({
    check: 'config', verdict: 'warn', finding: 'directory-from-environment', variable: 'CARGO_TARGET_DIR', path: join(clinic.top, 'out'),
  });
});

test('settings that only one worktree has', async () => {
  const clinic = openClinic();
  const b = clinic.addWorktree('b');
  const file = write(join(b, '.cargo/config.toml'), '[build]\nrustflags = ["--cfg", "mine"]\n');
  expect(await checkConfig(await clinic.site())).toContainEqual({
    check: 'config', verdict: 'warn', finding: 'config-differs', file, keys: ['build.rustflags'], worktree: b,
  });
});

test('lists that a worktree inside this one would have twice, and has', async () => {
  const clinic = openClinic();
  const file = write(join(clinic.path, '.cargo/config.toml'), '[build]\nrustflags = ["--cfg", "mine"]\n');
  expect(codes(await checkConfig(await clinic.site()))).toEqual(['directories']);
  git(clinic.path, 'add', '-A');
  git(clinic.path, 'commit', '-qm', 'Flags');
  const lists = { check: 'config', file, keys: ['build.rustflags'] };
  expect(await checkConfig(await clinic.site())).toContainEqual({ ...lists, verdict: 'pass', finding: 'lists-would-join' });
  const beside = clinic.addWorktree('b');
  expect(await checkConfig(await clinic.site())).not.toContainEqual(expect.objectContaining({ worktree: beside }));
  const worktree = clinic.addWorktree('c', join(clinic.path, 'worktrees/c'));
  const found = await checkConfig(await clinic.site());
  expect(found).toContainEqual({ ...lists, verdict: 'warn', finding: 'config-joined', worktree });
  expect(codes(found)).not.toContain('config-differs');
});

test('a configuration that cargo rejects', async () => {
  const clinic = openClinic();
  clinic.write('.cargo/config.toml', '[build\n');
  expect(await checkConfig(await clinic.site())).toMatchObject([{ verdict: 'fail', finding: 'config-invalid' }]);
});
