import { chmodSync, cpSync, existsSync, mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { appAndLibrary } from '../rig/crate.ts';
import { acquireFlock } from '../../src/system/flock.ts';
import { valueOf } from '../store/store-fixture.ts';
import { MAIN_SCRIPT } from '../rig/environment.ts';
import { exec } from '../rig/process.ts';
import { useRigs, type Rig } from '../rig/rig.ts';
import { compareTrees, snapshotTree } from '../rig/tree.ts';

const createRig = useRigs();

async function builtRig(): Promise<Rig> {
  const rig = await createRig({ files: appAndLibrary() });
  await rig.main.cargo(['build']);
  return rig;
}

function writeHook(rig: Rig, place: string, text: string): void {
  rig.main.write(place, text);
  chmodSync(join(rig.main.path, place), 0o755);
}

describe('hooks of others', () => {
  it('a hook script that is there keeps running, its exit status with it', async () => {
    const rig = await builtRig();
    writeHook(rig, '.git/hooks/post-checkout', '#!/bin/sh\necho ran >> "$(git rev-parse --git-common-dir)/ran"\n');
    await rig.main.share(['init']);
    const b = await rig.addWorktree('b');
    expect(existsSync(join(rig.main.path, '.git/ran'))).toBe(true);
    expect(await b.cargo(['build'])).toMatchObject({ compiled: [] });
  });

  it('a hook script that ends with exit does not keep us from running', async () => {
    const rig = await builtRig();
    writeHook(rig, '.git/hooks/post-checkout', '#!/bin/sh\nexit 0\n');
    await rig.main.share(['init']);
    const b = await rig.addWorktree('b');
    expect(await b.cargo(['build'])).toMatchObject({ compiled: [] });
  });

  it('a hook that is no shell script is left as it is', async () => {
    const rig = await builtRig();
    writeHook(rig, '.git/hooks/post-checkout', '#!/usr/bin/env node\nprocess.exit(0);\n');
    const run = await rig.main.share(['init'], { statuses: [0, 1] });
    expect(rig.main.read('.git/hooks/post-checkout')).toContain('#!/usr/bin/env node\nprocess.exit(0);');
    expect(run.stderr).toContain('post-checkout');
    await rig.addWorktree('b');
  });

  it('a core.hooksPath with tracked files is never edited, and the line to add is printed', async () => {
    const rig = await builtRig();
    writeHook(rig, '.husky/post-checkout', '#!/bin/sh\n:\n');
    await rig.main.commit('Hooks');
    await rig.main.git(['config', 'core.hooksPath', '.husky']);
    const before = snapshotTree(join(rig.main.path, '.husky'));
    const run = await rig.main.share(['init'], { statuses: [0, 1] });
    expect(compareTrees(before, snapshotTree(join(rig.main.path, '.husky')))).toEqual([]);
    expect(run.stderr).toContain('hook post-checkout');
  });

  it('a core.hooksPath outside the work tree gets the hooks', async () => {
    const rig = await builtRig();
    const hooks = join(rig.temporary, 'hooks');
    mkdirSync(hooks);
    await rig.main.git(['config', 'core.hooksPath', hooks]);
    await rig.main.share(['init'], { statuses: [0, 1] });
    const b = await rig.addWorktree('b');
    await b.warm();
    expect(await b.cargo(['build'])).toMatchObject({ compiled: [] });
  });
});

it('status says where git looks for hooks since core.hooksPath was set, and nothing where that directory calls us', async () => {
  const rig = await builtRig();
  const hooks = join(rig.temporary, 'hooks');
  await rig.main.share(['init']);
  expect((await rig.main.status()).movedHooks).toBeNull();
  mkdirSync(hooks);
  await rig.main.git(['config', 'core.hooksPath', hooks]);
  expect((await rig.main.status()).movedHooks).toEqual({ file: join(rig.main.path, '.git/hooks/post-checkout'), directory: hooks });
  expect((await rig.main.share(['status'])).stdout).toContain(`git runs those in ${hooks} (core.hooksPath)`);
  await rig.main.share(['init']);
  expect((await rig.main.status()).movedHooks).toBeNull();
  await rig.main.git(['config', 'core.hooksPath', '/dev/null']);
  expect((await rig.main.status()).movedHooks).toMatchObject({ directory: '/dev/null' });
});

it('status says where a hook manager has written the hook anew, and nothing where its script runs ours', async () => {
  const rig = await builtRig();
  const hook = join(rig.main.path, '.git/hooks/post-checkout');
  await rig.main.share(['init']);
  renameSync(hook, `${hook}.legacy`);
  writeHook(rig, '.git/hooks/post-checkout', '#!/bin/sh\nexit 0\n');
  expect((await rig.main.status()).movedHooks).toBeNull();
  rmSync(`${hook}.legacy`);
  expect((await rig.main.status()).movedHooks).toEqual({ file: hook, directory: join(rig.main.path, '.git/hooks') });
  expect((await rig.main.share(['status'])).stdout).toContain(`${hook} no longer calls cargo-share`);
  await rig.main.share(['doctor', '--fix']);
  expect((await rig.main.status()).movedHooks).toBeNull();
});

describe('git never fails', () => {
  it('with the tool uninstalled', async () => {
    const rig = await builtRig();
    const tool = join(rig.temporary, 'tool');
    const root = dirname(dirname(MAIN_SCRIPT));
    cpSync(join(root, 'dist'), join(tool, 'dist'), { recursive: true });
    cpSync(join(root, 'package.json'), join(tool, 'package.json'));
    symlinkSync(join(root, 'node_modules'), join(tool, 'node_modules'));
    await exec(process.execPath, [join(tool, 'dist/main.js'), 'init'], { cwd: rig.main.path, env: rig.env });
    rmSync(tool, { recursive: true });
    rmSync(join(rig.temporary, 'bin/cargo-share'));
    await rig.main.git(['worktree', 'add', '-q', '../b']);
    await rig.main.git(['switch', '-q', '-c', 'other']);
    await rig.main.git(['commit', '-q', '--allow-empty', '-m', 'Nothing']);
  });

  it('with a store that is a file', async () => {
    const rig = await builtRig();
    await rig.main.share(['init']);
    rmSync(rig.store, { recursive: true });
    writeFileSync(rig.store, 'not a directory');
    const b = await rig.addWorktree('b');
    expect((await b.cargo(['build'])).status).toBe(0);
    expect(await b.run('app')).toBe('first\n');
  });

  it('with a Cargo.toml that does not parse', async () => {
    const rig = await builtRig();
    await rig.main.share(['init']);
    rig.main.write('Cargo.toml', '[workspace\n');
    await rig.main.commit('Break');
    await rig.addWorktree('b');
  });

  it.skipIf(existsSync('/usr/bin/cargo') || existsSync('/bin/cargo'))('with cargo missing', async () => {
    const rig = await builtRig();
    await rig.main.share(['init']);
    symlinkSync(process.execPath, join(rig.temporary, 'bin/node'));
    const env = { PATH: `${join(rig.temporary, 'bin')}:/usr/bin:/bin` };
    await rig.main.git(['worktree', 'add', '-q', '../b'], { env });
    expect(existsSync(join(rig.temporary, 'b/Cargo.toml'))).toBe(true);
  });

  it('in a repository without any cargo workspace', async () => {
    const rig = await createRig({ files: { 'notes.txt': 'one\n' } });
    await rig.main.share(['init'], { statuses: 'any' });
    await rig.addWorktree('b');
  });

  it('when a file is checked out, which is no switch, nothing is done', async () => {
    const rig = await builtRig();
    await rig.main.share(['init']);
    const before = snapshotTree(rig.main.target);
    rig.main.write('core_lib/src/lib.rs', 'broken');
    await rig.main.git(['checkout', '-q', '--', 'core_lib/src/lib.rs']);
    await rig.settle();
    expect(compareTrees(before, snapshotTree(rig.main.target))).toEqual([]);
  });
});

describe('while cargo builds in the worktree', () => {
  it('the hook says what it waits for, gives up while cargo goes on, and the next hook places what was left', async () => {
    const rig = await builtRig();
    await rig.main.share(['init']);
    const b = await rig.addWorktree('b');
    await rig.main.git(['branch', 'same']);
    rmSync(join(b.target, 'debug/.fingerprint'), { recursive: true });
    const switching = async (...what: string[]): Promise<string> => (await exec('git', ['switch', ...what], { cwd: b.path, env: rig.env })).stderr;
    const cargo = valueOf(await acquireFlock({ path: join(b.target, 'debug/.cargo-lock'), mode: 'exclusive', timeoutMs: 0 }));
    // Cargo lets go when git has come back, and not before.
    const said = await switching('same').finally(cargo.release);
    expect(said).toMatch(/^cargo share: waiting for cargo, which is building here \(.*\.cargo-lock\)$/m);
    expect(said).toContain('Another cargo is building in this directory');
    await switching('--detach');
    expect(await b.cargo(['build'])).toMatchObject({ compiled: [] });
  });
});

it('a worktree that was only warmed can be removed, also where git does not ignore its target directory', async () => {
  const rig = await createRig({ files: appAndLibrary({ '.gitignore': '/elsewhere\n' }) });
  await rig.main.cargo(['build']);
  await rig.main.share(['init']);
  const b = await rig.addWorktree('b');
  expect(existsSync(join(b.target, 'debug/.fingerprint'))).toBe(true);
  expect(await b.git(['status', '--short'])).toBe('');
  await rig.main.git(['worktree', 'remove', b.path]);
  expect(existsSync(b.path)).toBe(false);
});
