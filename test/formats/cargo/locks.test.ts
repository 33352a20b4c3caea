import { execFileSync, spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, symlinkSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { lockProfile, type Release } from '../../../src/formats/cargo/locks.ts';
import type { AbsolutePath } from '../../../src/system/brand.ts';
import { manifest } from '../../rig/crate.ts';
import { cleanEnvironment, remove, temporaryDirectory, writeFiles } from './sandbox.ts';

let root: AbsolutePath;
const started: ChildProcess[] = [];
beforeEach(() => {
  root = temporaryDirectory();
});
afterEach(() => {
  // A failed test leaves a cargo that waits, and its build script: they are one process group.
  for (const { pid, exitCode } of started.splice(0)) if (pid !== undefined && exitCode === null) process.kill(-pid);
  remove(root);
});

const path = (name: string): AbsolutePath => `${root}/${name}` as AbsolutePath;

async function locked(target: string, build = target): Promise<Release> {
  const result = await lockProfile({
    targetDirectory: path(target),
    buildDirectory: path(build),
    profileDirectory: 'debug',
    mode: 'try',
  });
  if (!result.ok) throw new Error(result.error.code);
  return result.value;
}

const hasNightly = spawnSync('rustup', ['run', 'nightly', 'cargo', '--version']).status === 0;
const STABLE = ['cargo'];
const NIGHTLY = ['rustup', 'run', 'nightly', 'cargo'];
/** What is run, and where it builds while we hold the locks of `target` and the build directory. */
const CARGOS: readonly (readonly [string, readonly string[], { readonly target: string; readonly build: string }])[] = [
  ['builds', ['build'], { target: 'target', build: 'target' }],
  ['checks', ['check'], { target: 'target', build: 'target' }],
  ['builds with a build directory of its own', ['build'], { target: 'target', build: 'build' }],
  ['checks with a build directory of its own', ['check'], { target: 'target', build: 'build' }],
  ['checks in the build directory for another target directory', ['check'], { target: 'other', build: 'build' }],
];

/** A cargo whose build script says that it has started, and then waits for a word. */
function startCargo(command: readonly string[], { target, build }: { target: string; build: string }) {
  const [program = '', ...args] = command;
  const child = spawn(program, args, {
    cwd: root,
    env: cleanEnvironment({ CARGO_TARGET_DIR: path(target), CARGO_BUILD_BUILD_DIR: path(build) }),
    stdio: ['ignore', 'ignore', 'pipe'],
    detached: true,
  });
  started.push(child);
  let said = '';
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
  const blocked = new Promise<void>((resolve) => {
    child.stderr.on('data', (chunk: Buffer) => {
      said += chunk.toString();
      if (said.includes('Blocking')) resolve();
    });
  });
  const failed = ended.then((status) => {
    throw new Error(`cargo ended with ${status}: ${said}`);
  });
  failed.catch(() => undefined);
  return { ended, before: <T>(event: Promise<T>): Promise<T> => Promise.race([event, failed]), blocked };
}

function writePuppet(): void {
  writeFiles(root, {
    'Cargo.toml': manifest('puppet'),
    'src/lib.rs': '',
    'build.rs': 'fn main() { std::fs::write("started", "").unwrap(); std::fs::read("go").unwrap(); println!("cargo:rerun-if-changed=build.rs"); }\n',
  });
  execFileSync('mkfifo', [path('started'), path('go')]);
}

describe.each([
  ['the default cargo', STABLE],
  ['nightly', NIGHTLY],
] as const)('%s', (toolchain, program) => {
  test.skipIf(toolchain === 'nightly' && !hasNightly).each(CARGOS)(
    '%s: it waits while we hold the locks, and is seen while it works',
    async (_, args, directories) => {
      writePuppet();
      mkdirSync(path('target/debug'), { recursive: true });
      mkdirSync(path(`${directories.build}/debug`), { recursive: true });
      const release = await locked('target', directories.build);
      const cargo = startCargo([...program, ...args], directories);
      await cargo.before(cargo.blocked);
      release();
      await cargo.before(readFile(path('started')));
      await expect(locked('target', directories.build)).rejects.toThrow('target-directory-busy');
      await writeFile(path('go'), '');
      expect(await cargo.ended).toBe(0);
      (await locked('target', directories.build))();
    },
    60_000,
  );
});

describe('lockProfile', () => {
  test('waits until the deadline at most, and says once that it waits', async () => {
    mkdirSync(path('target/debug'), { recursive: true });
    const release = await locked('target');
    const waits: string[] = [];
    const result = await lockProfile({
      targetDirectory: path('target'),
      buildDirectory: path('target'),
      profileDirectory: 'debug',
      mode: 'wait',
      deadlineMs: 50,
      onWait: (file) => waits.push(file),
    });
    expect(result.ok === false && result.error.code).toBe('target-directory-busy');
    expect(waits).toEqual([path('target/debug/.cargo-lock')]);
    release();
  });

  test('gets the lock when it is given back', async () => {
    mkdirSync(path('target/debug'), { recursive: true });
    const release = await locked('target');
    const result = await lockProfile({
      targetDirectory: path('target'),
      buildDirectory: path('target'),
      profileDirectory: 'debug',
      mode: 'wait',
      deadlineMs: 60_000,
      onWait: release,
    });
    expect(result.ok).toBe(true);
    if (result.ok) result.value();
  });

  test('what came along with open files is held already, and given back with them', async () => {
    mkdirSync(path('target/debug'), { recursive: true });
    const request = { targetDirectory: path('target'), buildDirectory: path('target'), profileDirectory: 'debug', mode: 'try' } as const;
    const { files } = await locked('target');
    expect(await lockProfile({ ...request, inherited: [0, 999] })).toMatchObject({ ok: false, error: { code: 'target-directory-busy' } });
    const inherited = await lockProfile({ ...request, inherited: [...files] });
    if (!inherited.ok) throw new Error(inherited.error.code);
    inherited.value();
    (await locked('target'))();
  });

  test('makes no directory, and no more files than a cargo could need', async () => {
    (await locked('target'))();
    expect(existsSync(path('target'))).toBe(false);
    mkdirSync(path('target/debug'), { recursive: true });
    (await locked('target'))();
    expect(readdirSync(path('target/debug'))).toEqual(['.cargo-lock']);
    mkdirSync(path('build/debug'), { recursive: true });
    (await locked('target', 'build'))();
    expect(readdirSync(path('build/debug')).sort()).toEqual(['.cargo-build-lock', '.cargo-lock']);
  });

  test('does not wait for itself where one directory has two names', async () => {
    mkdirSync(path('real/debug'), { recursive: true });
    symlinkSync(path('real'), path('target'));
    (await locked('target', 'real'))();
  });

  test('holds nothing after a busy attempt', async () => {
    mkdirSync(path('target/debug'), { recursive: true });
    mkdirSync(path('build/debug'), { recursive: true });
    const release = await locked('target');
    await expect(locked('target', 'build')).rejects.toThrow('target-directory-busy');
    (await locked('build'))();
    release();
  });

  test('is given back once, however often that is asked', async () => {
    mkdirSync(path('target/debug'), { recursive: true });
    const release = await locked('target');
    release();
    release();
    (await locked('target'))();
  });
});
