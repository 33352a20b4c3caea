import { chmodSync, existsSync, mkdirSync, readdirSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { appAndLibrary } from '../rig/crate.ts';
import type { ErrorDocument } from '../rig/documents.ts';
import { exec } from '../rig/process.ts';
import { useRigs, type Rig } from '../rig/rig.ts';
import type { RunOptions, Worktree } from '../rig/worktree.ts';

const createRig = useRigs();

/** The error of a command that must fail with status 2: one document, a code, and a text without a stack. */
async function failure(worktree: Worktree, args: readonly string[], options: RunOptions = {}): Promise<ErrorDocument['error']> {
  const text = await worktree.share(args, { ...options, statuses: [2] });
  expect(text.stdout).toBe('');
  expect(text.stderr).toMatch(/error/);
  expect(text.stderr).not.toMatch(/^\s+at .*:\d+:\d+/m);
  const { stdout } = await worktree.share(['--json', ...args], { ...options, statuses: [2] });
  return (JSON.parse(stdout) as ErrorDocument).error;
}

/** A program of this name that prints one line, put before the real one. */
function fake(rig: Rig, name: string, says: string): void {
  const path = join(rig.temporary, 'bin', name);
  writeFileSync(path, `#!/bin/sh\necho '${says}'\n`);
  chmodSync(path, 0o755);
}

/** A name that Node cannot say in a string, below a directory. */
function notUtf8(directory: string): Buffer {
  return Buffer.concat([Buffer.from(`${directory}/b`), Buffer.from([0xff]), Buffer.from('d')]);
}

async function savedRig(): Promise<Rig> {
  const rig = await createRig({ files: appAndLibrary() });
  await rig.main.cargo(['build']);
  await rig.main.save();
  return rig;
}

/** Files of the store whose path matches. */
function storeFiles(rig: Rig, name: RegExp): string[] {
  return readdirSync(rig.store, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && name.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name));
}

describe('where it is run', () => {
  it.each([['init'], ['warm'], ['save'], ['status']])('%s: not a git repository', async (command) => {
    const rig = await createRig({ files: {} });
    const outside = join(rig.temporary, 'outside');
    mkdirSync(outside);
    expect(await failure(rig.open(outside), [command])).toMatchObject({ code: 'not-a-git-repository', path: outside });
  });

  it('not a cargo workspace', async () => {
    const rig = await createRig({ files: { 'notes.txt': 'one\n' } });
    expect((await failure(rig.main, ['save'])).code).toBe('not-a-cargo-workspace');
  });

  it('a worktree that is none', async () => {
    const rig = await savedRig();
    const error = await failure(rig.main, ['warm', join(rig.temporary, 'nowhere')]);
    expect(['worktree-unknown', 'worktree-vanished', 'not-a-worktree', 'not-a-git-repository']).toContain(error.code);
    expect(error.path).toContain('nowhere');
  });

  it('a sibling worktree that vanished is passed over', async () => {
    const rig = await savedRig();
    const gone = await rig.addWorktree('gone');
    rmSync(gone.path, { recursive: true });
    const b = await rig.addWorktree('b');
    await b.warm();
    expect(await b.cargo(['build'])).toMatchObject({ compiled: [] });
    expect((await rig.main.share(['status'])).status).toBe(0);
  });

  it('no other worktree and an empty store: there is nothing to do, and that is no failure', async () => {
    const rig = await createRig({ files: appAndLibrary() });
    expect((await rig.main.warm()).directories.every((directory) => directory.placed === 0)).toBe(true);
    expect((await rig.main.share(['status'])).status).toBe(0);
  });

  it('a Cargo.toml that does not parse is no crash', async () => {
    const rig = await savedRig();
    rig.main.write('Cargo.toml', '[workspace\n');
    const run = await rig.main.share(['--json', 'warm'], { statuses: [0, 1, 2] });
    expect(JSON.parse(run.stdout)).toMatchObject({ schema: 1 });
  });
});

describe('wrong usage', () => {
  it.each([[['--frobnicate']], [['warm', '--frobnicate']], [['frobnicate']], [['init', '--mode', 'sideways']], [['warm', 'a', 'b']]])(
    '%j',
    async (args) => {
      const rig = await createRig({ files: {} });
      expect((await failure(rig.main, args)).code).toBe('usage');
    },
  );
});

describe('tools of the machine', () => {
  it('a git that is too old: which one works is said', async () => {
    const rig = await createRig({ files: appAndLibrary() });
    fake(rig, 'git', 'git version 2.1.0');
    const error = await failure(rig.main, ['init']);
    expect(error.code).toBe('git-too-old');
    expect(`${error.message} ${error.hint ?? ''}`).toMatch(/2\.\d+/);
  });

  it('a cargo that is too old: which one works is said', async () => {
    const rig = await createRig({ files: appAndLibrary() });
    fake(rig, 'cargo', 'cargo 1.40.0 (bc8e4c8be 2019-11-22)');
    const error = await failure(rig.main, ['init']);
    expect(error.code).toBe('cargo-too-old');
    expect(`${error.message} ${error.hint ?? ''}`).toMatch(/1\.\d+/);
  });
});

describe('the store', () => {
  it('a unit that it could not take is tried again, and so is what stands on it', async () => {
    const rig = await savedRig();
    const units = join(rig.store, 'v1/units');
    const below = readdirSync(units);
    for (const blocked of below) {
      rmSync(rig.store, { recursive: true });
      mkdirSync(units, { recursive: true, mode: 0o700 });
      chmodSync(join(rig.store, 'v1'), 0o700);
      writeFileSync(join(units, blocked), 'in the way');
      await rig.main.share(['save'], { statuses: [0, 1, 2] });
      rmSync(join(units, blocked));
      await rig.main.save();
      expect(readdirSync(units).sort(), `without ${blocked}`).toEqual(below.sort());
    }
  });

  it('that cannot be written: warming without it is no failure of the build', async () => {
    const rig = await createRig({ files: appAndLibrary() });
    await rig.main.cargo(['build']);
    writeFileSync(rig.store, 'a file');
    const error = await failure(rig.main, ['save']);
    expect(['store-unwritable', 'store-foreign']).toContain(error.code);
    expect(error.path).toContain(rig.store);
    expect(await rig.main.cargo(['build'])).toMatchObject({ compiled: [] });
  });

  it('whose manifests are cut short loses those units, nothing else', async () => {
    const rig = await savedRig();
    const manifests = storeFiles(rig, /\.json$/);
    expect(manifests.length).toBeGreaterThan(0);
    rmSync(rig.main.target, { recursive: true });
    for (const path of manifests) truncateSync(path, Math.floor(statSync(path).size / 2));
    const b = await rig.addWorktree('b');
    await b.warm();
    await b.cargo(['build']);
    expect(await b.run('app')).toBe('first\n');
    expect((await b.share(['status'])).status).toBe(0);
  });

  it('whose large files are damaged places none of them', async () => {
    const rig = await savedRig();
    rmSync(rig.main.target, { recursive: true });
    const large = storeFiles(rig, /./).filter((path) => statSync(path).size > 4096 && !path.endsWith('.json'));
    expect(large.length).toBeGreaterThan(0);
    for (const path of large) truncateSync(path, 100);
    const b = await rig.addWorktree('b');
    await b.warm();
    await b.cargo(['build']);
    expect(await b.run('app')).toBe('first\n');
  });

  it('that vanishes is made again', async () => {
    const rig = await savedRig();
    rmSync(rig.store, { recursive: true });
    const b = await rig.addWorktree('b');
    await b.warm();
    expect(await b.cargo(['build'])).toMatchObject({ compiled: [] });
    expect(existsSync(rig.store)).toBe(true);
  });

  it.skipIf(!existsSync('/dev/shm'))('on another file system', async () => {
    const rig = await createRig({ files: appAndLibrary() });
    expect(statSync('/dev/shm').dev).not.toBe(statSync(rig.temporary).dev);
    const store = join('/dev/shm', rig.temporary.replaceAll('/', '-'));
    try {
      const env = { CARGO_SHARE_STORE: store };
      await rig.main.cargo(['build']);
      const saved = await rig.main.share(['--json', 'save'], { env, statuses: [0, 1, 2] });
      expect(JSON.parse(saved.stdout)).toMatchObject({ schema: 1 });
      const b = await rig.addWorktree('b');
      await b.share(['warm'], { env, statuses: [0, 1, 2] });
      await b.cargo(['build']);
      expect(await b.run('app')).toBe('first\n');
    } finally {
      rmSync(store, { recursive: true, force: true });
    }
  });
});

describe('a target directory', () => {
  it('that was interrupted in the middle of a build is saved as far as it goes', async () => {
    const rig = await createRig({ files: appAndLibrary() });
    await rig.main.cargo(['build', '-p', 'core_lib']);
    rig.main.write('app/src/main.rs', 'fn main() { broken }\n');
    await rig.main.cargo(['build'], { statuses: [101] });
    await rig.main.git(['checkout', '-q', '.']);
    await rig.main.save();
    const b = await rig.addWorktree('b');
    await b.warm();
    expect(await b.cargo(['build'])).toMatchObject({ compiled: ['app'], fresh: ['core_lib'] });
  });

  it('that holds files of others is left to cargo', async () => {
    const rig = await savedRig();
    const b = await rig.addWorktree('b');
    b.write('target/debug/deps/notes.txt', 'mine');
    b.write('target/debug/.fingerprint/strange/lib', '');
    await b.warm();
    expect(await b.cargo(['build'])).toMatchObject({ compiled: [] });
    expect(b.read('target/debug/deps/notes.txt')).toBe('mine');
  });

  it('with names that are not UTF-8 in it is left to cargo', async () => {
    const rig = await createRig({ files: appAndLibrary() });
    await rig.main.cargo(['build']);
    for (const directory of ['', 'debug', 'debug/deps', 'debug/.fingerprint', 'debug/build']) {
      mkdirSync(notUtf8(join(rig.main.target, directory)), { recursive: true });
    }
    const b = await rig.addWorktree('b');
    await b.warm();
    expect(await b.cargo(['build'])).toMatchObject({ compiled: [] });
  });
});

it('a worktree at a path that is not UTF-8, where rustc itself cannot build: git works, and nothing is made beside it', async () => {
  const rig = await savedRig();
  await rig.main.share(['init']);
  const parent = notUtf8(rig.temporary);
  mkdirSync(parent);
  const before = readdirSync(rig.temporary, 'latin1').sort();
  const { stderr } = await exec('sh', ['-c', `git worktree add -q "$(printf '${rig.temporary}/b\\377d')/c"`], { cwd: rig.main.path, env: rig.env });
  expect(stderr.trim().split('\n')).toEqual([expect.stringMatching(/^cargo share: .*The directory is not there/)]);
  expect(readdirSync(rig.temporary, 'latin1').sort()).toEqual(before);
  expect(readdirSync(Buffer.concat([parent, Buffer.from('/c')]))).toContain('Cargo.toml');
  expect((await rig.main.share(['status'])).status).toBe(0);
});
