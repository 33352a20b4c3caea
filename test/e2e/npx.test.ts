import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { appAndLibrary } from '../rig/crate.ts';
import { exec, type Environment, type Exit } from '../rig/process.ts';
import { useRigs, type Rig } from '../rig/rig.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const createRig = useRigs();

let rig: Rig;
let env: Environment;
let tarball: string;
let npmCache: string;

/** Somebody who has Node, and has never installed cargo-share. */
beforeAll(async () => {
  rig = await createRig({ files: appAndLibrary() });
  const bin = join(rig.temporary, 'bin');
  renameSync(join(bin, 'cargo-share'), join(rig.temporary, 'installed'));
  npmCache = join(rig.temporary, 'npm');
  mkdirSync(npmCache);
  // What has been downloaded for this repository serves here as well; what npx unpacks has a place of its own.
  const downloads = join((await exec('npm', ['config', 'get', 'cache'], { cwd: ROOT, env: process.env })).stdout.trim(), '_cacache');
  if (existsSync(downloads)) symlinkSync(downloads, join(npmCache, '_cacache'));
  env = { ...rig.env, npm_config_cache: npmCache, npm_config_prefer_offline: 'true', npm_config_update_notifier: 'false', NODE_EXTRA_CA_CERTS: process.env['NODE_EXTRA_CA_CERTS'] };
  await exec('npm', ['pack', '--silent', '--pack-destination', rig.temporary], { cwd: ROOT, env });
  tarball = join(rig.temporary, readdirSync(rig.temporary).find((name) => name.endsWith('.tgz')) ?? '');
  await rig.main.cargo(['build']);
}, 120_000);

const npx = (...args: readonly string[]): Promise<Exit> => exec('npx', ['--yes', `file:${tarball}`, ...args], { cwd: rig.main.path, env, statuses: 'any' });

/** As a person's git does, with the tool on no PATH. */
async function addWorktree(name: string): Promise<string> {
  const path = join(rig.temporary, name);
  return (await exec('git', ['worktree', 'add', '-q', path], { cwd: rig.main.path, env })).stderr;
}

it('npx sets a clone up without an install; the hooks find the tool, or say how to get it back', async () => {
  const { status, stderr } = await npx('init');
  expect(status, stderr).toBe(0);
  expect(stderr).toContain('warning: the hooks start cargo-share from the cache of npx, which npm may empty: `npm install --global cargo-share`');
  expect(stderr).toContain('undo with `npx cargo-share deinit`');
  expect(await addWorktree('b')).toMatch(/^cargo share: .*2 units placed/);
  expect(await rig.open(join(rig.temporary, 'b')).cargo(['build'], { env })).toMatchObject({ compiled: [] });

  const doctor = await npx('doctor');
  expect(doctor.stdout).toMatch(/warn +hooks +the hooks start cargo-share from the cache of npx/);

  rmSync(join(npmCache, '_npx'), { recursive: true });
  expect(await addWorktree('c')).toMatch(/^cargo share: npm has removed it from the cache of npx; `npm install --global cargo-share` brings it back.*\n$/);

  // Installed as it says: the hooks work as they are, and `doctor --fix` makes them name the installed one.
  const prefix = join(rig.temporary, 'prefix');
  await exec('npm', ['install', '--global', '--silent', '--prefix', prefix, tarball], { cwd: rig.temporary, env });
  env = { ...env, PATH: `${join(prefix, 'bin')}:${dirname(process.execPath)}:${env['PATH'] ?? ''}` };
  expect(await addWorktree('d')).toMatch(/2 units placed/);
  const fixed = await exec('cargo', ['share', 'doctor', '--fix'], { cwd: rig.main.path, env, statuses: 'any' });
  expect(fixed.stdout).toMatch(/pass +hooks +all are in/);
  await exec('cargo', ['share', 'deinit'], { cwd: rig.main.path, env });
  expect(existsSync(join(rig.main.path, '.git/hooks/post-checkout'))).toBe(false);
}, 300_000);
