import { mkdirSync, symlinkSync } from 'node:fs';
import { expect, test } from 'vitest';
import { checkBackups } from '../../../../src/commands/doctor/checks/backups.ts';
import { checkGit } from '../../../../src/commands/doctor/checks/git.ts';
import { checkNames } from '../../../../src/commands/doctor/checks/names.ts';
import { findProgram } from '../../../../src/system/find-program.ts';
import { DARWIN, LINUX } from '../../../../src/system/platform.ts';
import { git, temporaryDirectory } from '../../../formats/git/rig.ts';
import { openClinic } from '../clinic.ts';

test('git that is only a stand-in is not started', () => {
  const [top, cwd] = [temporaryDirectory(), process.cwd()];
  const mac = { ...DARWIN, gitStandIn: findProgram('git', { cwd, path: process.env['PATH'] }) };
  const { PATH } = process.env;
  expect(DARWIN.gitStandIn).toBe('/usr/bin/git');
  expect(checkGit(cwd, { PATH }, mac, top)).toEqual([{ check: 'git', verdict: 'fail', finding: 'git-needs-tools', program: mac.gitStandIn }]);
  expect(checkGit(cwd, { PATH }, { ...mac, gitStandIn: '/no/git' }, top)).toMatchObject([{ finding: 'git-version' }]);
  expect(checkGit(cwd, { PATH }, LINUX, top)).toMatchObject([{ finding: 'git-version' }]);
  expect(checkGit(cwd, { PATH, DEVELOPER_DIR: top }, mac, top)).toMatchObject([{ finding: 'git-version' }]);
  mkdirSync(`${top}/Library/Developer/CommandLineTools`, { recursive: true });
  expect(checkGit(cwd, { PATH }, mac, top)).toMatchObject([{ finding: 'git-version' }]);
});

test('target directories that backups have', async () => {
  const clinic = openClinic();
  clinic.cargo('check');
  const site = await clinic.site();
  const asked: string[] = [];
  const saying = (size: number) => ({ attributeSize: (path: string, name: string) => (asked.push(path, name), size) });
  expect(checkBackups(site, DARWIN, saying(-1))).toEqual([{ check: 'backups', verdict: 'warn', finding: 'target-backed-up', directory: `${clinic.path}/target` }]);
  expect(checkBackups(site, DARWIN, saying(61))).toEqual([{ check: 'backups', verdict: 'pass', finding: 'targets-left-out', directories: 1 }]);
  expect(asked.slice(0, 2)).toEqual([`${clinic.path}/target`, 'com.apple.metadata:com_apple_backup_excludeItem']);
  expect(checkBackups(site, LINUX, saying(-1))).toEqual([]);
});

test('names that the volume and git take for one, or not', async () => {
  const clinic = openClinic();
  const told = (value: string): void => git(clinic.path, 'config', 'core.ignorecase', value) as never;
  expect(checkNames(await clinic.site())).toEqual([]);
  told('true');
  const unlike = { check: 'names', verdict: 'warn', finding: 'names-unlike-git', worktree: clinic.path };
  expect(checkNames(await clinic.site())).toEqual([{ ...unlike, folded: false }]);
  // As a volume answers that does not tell letters apart.
  symlinkSync('.git', `${clinic.path}/.GIT`);
  expect(checkNames(await clinic.site())).toEqual([{ check: 'names', verdict: 'pass', finding: 'names-folded', worktrees: 1 }]);
  told('false');
  expect(checkNames(await clinic.site())).toEqual([{ ...unlike, folded: true }]);
});
