import { mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { posix } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { resolveDirectories, type Directories } from '../../../src/formats/cargo/directories.ts';
import type { AbsolutePath } from '../../../src/system/brand.ts';
import { manifest } from '../../rig/crate.ts';
import { exec, type Environment } from '../../rig/process.ts';
import { cleanEnvironment, remove, temporaryDirectory, writeFiles, type Files } from './sandbox.ts';

let top: AbsolutePath;
let root: AbsolutePath;
let environment: Environment;

beforeAll(() => {
  top = temporaryDirectory();
  root = `${top}/above/ws` as AbsolutePath;
  environment = cleanEnvironment({ CARGO_HOME: `${top}/home/.cargo` });
});
beforeEach(() => {
  rmSync(`${top}/above`, { recursive: true, force: true });
  rmSync(`${top}/home`, { recursive: true, force: true });
  writeFiles(root, { 'Cargo.toml': manifest('one'), 'src/lib.rs': '' });
  mkdirSync(`${top}/home/.cargo`, { recursive: true });
});
afterAll(() => remove(top));

async function resolve(env: Environment): Promise<Directories> {
  const found = await resolveDirectories({ workspaceRoot: root, env, mayRunCargo: true });
  if (!found.ok) throw new Error(JSON.stringify(found.error));
  return found.value;
}

interface Case {
  readonly name: string;
  readonly env?: Environment;
  /** Below the temporary directory: the workspace is `above/ws`. */
  readonly files?: Files;
  readonly target?: Directories['from']['target']['from'];
  readonly build?: Directories['from']['build']['from'];
}

const CASES: readonly Case[] = [
  { name: 'nothing set' },
  { name: 'CARGO_TARGET_DIR, relative', env: { CARGO_TARGET_DIR: '../out' }, target: 'environment' },
  { name: 'CARGO_TARGET_DIR, absolute with a slash', env: { CARGO_TARGET_DIR: '/nowhere/out/' }, target: 'environment' },
  { name: 'CARGO_BUILD_TARGET_DIR', env: { CARGO_BUILD_TARGET_DIR: 'a/../b' }, target: 'environment' },
  { name: 'both variables', env: { CARGO_TARGET_DIR: 'one', CARGO_BUILD_TARGET_DIR: 'two' }, target: 'environment' },
  { name: 'CARGO_BUILD_BUILD_DIR', env: { CARGO_BUILD_BUILD_DIR: '{workspace-root}/b' }, build: 'environment' },
  { name: 'a config file', files: { 'above/ws/.cargo/config.toml': 'build.target-dir = "../t"\n' }, target: 'config' },
  { name: 'a variable over a config file', env: { CARGO_TARGET_DIR: 'env' }, files: { 'above/ws/.cargo/config.toml': '[build]\ntarget-dir = "t"\n' }, target: 'environment' },
  { name: 'the old name of the file', files: { 'above/ws/.cargo/config': 'build.target-dir = "old"\n', 'above/ws/.cargo/config.toml': 'build.target-dir = "new"\n' }, target: 'config' },
  { name: 'a file further up', files: { 'above/.cargo/config.toml': 'build.target-dir = "t"\n' }, target: 'config' },
  { name: 'the nearest file', files: { 'above/.cargo/config.toml': 'build = { target-dir = "far", build-dir = "b" }\n', 'above/ws/.cargo/config.toml': 'build.target-dir = "near"\n' }, target: 'config', build: 'config' },
  { name: 'the file of CARGO_HOME', files: { 'home/.cargo/config.toml': 'build.target-dir = "t"\nbuild.build-dir = "{cargo-cache-home}/b"\n' }, target: 'config', build: 'config' },
  { name: 'a relative CARGO_HOME', env: { CARGO_HOME: '../../home/.cargo' }, files: { 'home/.cargo/config.toml': 'build.target-dir = "/nowhere/t"\n' }, target: 'config' },
  { name: 'a build directory of its own', files: { 'above/ws/.cargo/config.toml': 'build.build-dir = "../.shared"\n' }, build: 'config' },
  { name: 'a template only cargo knows', files: { 'above/ws/.cargo/config.toml': 'build.build-dir = "{cargo-cache-home}/b/{workspace-path-hash}"\n' }, build: 'config' },
  { name: 'an included file', files: { 'above/ws/.cargo/config.toml': 'include = ["more.toml"]\n', 'above/ws/.cargo/more.toml': 'build.target-dir = "included"\n' }, target: 'config' },
  { name: 'an included file in a folder of its own', files: { 'above/ws/.cargo/config.toml': 'include = ["../tools/more.toml"]\n', 'above/ws/tools/more.toml': 'build.target-dir = "included"\n' }, target: 'config' },
  { name: 'of several included files the last', files: { 'above/ws/.cargo/config.toml': 'include = ["a.toml", "b.toml"]\n', 'above/ws/.cargo/a.toml': 'build.target-dir = "a"\n', 'above/ws/.cargo/b.toml': 'build.target-dir = "b"\n' }, target: 'config' },
  { name: 'a file over what it includes, and that over what is further up', files: { 'above/.cargo/config.toml': 'build.target-dir = "up"\nbuild.build-dir = "up"\n', 'above/ws/.cargo/config.toml': 'include = ["a.toml"]\nbuild.target-dir = "own"\n', 'above/ws/.cargo/a.toml': 'build.target-dir = "a"\nbuild.build-dir = "a"\n' }, target: 'config', build: 'config' },
  { name: 'what an included file includes', files: { 'above/ws/.cargo/config.toml': 'include = ["a.toml"]\n', 'above/ws/.cargo/a.toml': 'include = ["b.toml"]\n', 'above/ws/.cargo/b.toml': 'build.target-dir = "b"\n' }, target: 'config' },
  { name: 'an optional file that is not there', files: { 'above/ws/.cargo/config.toml': 'include = [{ path = "none.toml", optional = true }, "a.toml"]\n', 'above/ws/.cargo/a.toml': 'build.target-dir = "a"\n' }, target: 'config' },
  { name: 'other settings', files: { 'above/ws/.cargo/config.toml': '[env]\nBIG = "1"\n[build]\njobs = 1\n' } },
];

describe('resolveDirectories agrees with cargo metadata', () => {
  test.each(CASES)('$name', async ({ env = {}, files = {}, target = 'default', build = 'default' }) => {
    writeFiles(top, files);
    const all = { ...environment, ...env };
    const found = await resolve(all);
    const { stdout } = await exec('cargo', ['metadata', '--no-deps', '--offline', '--format-version', '1'], { cwd: root, env: all });
    const metadata = JSON.parse(stdout) as { target_directory: string; build_directory: string };
    expect(found.asWritten).toEqual({
      target: metadata.target_directory.replace(/\/$/, ''),
      build: metadata.build_directory.replace(/\/$/, ''),
    });
    expect(found.targetDirectory).toBe(posix.normalize(found.asWritten.target));
    expect(found.buildDirectory).toBe(posix.normalize(found.asWritten.build));
    expect([found.from.target.from, found.from.build.from]).toEqual([target, build]);
  });
});

describe('resolveDirectories', () => {
  test('names the file and key', async () => {
    writeFiles(top, { 'above/ws/.cargo/config.toml': 'build.target-dir = "t"\n' });
    const { from } = await resolve(environment);
    expect(from.target).toEqual({ from: 'config', file: `${root}/.cargo/config.toml`, key: 'build.target-dir' });
  });

  test('follows a symlink before `..` as the system does', async () => {
    mkdirSync(`${top}/above/deep/inside`, { recursive: true });
    symlinkSync(`${top}/above/deep/inside`, `${root}/link`);
    const { targetDirectory } = await resolve({ ...environment, CARGO_TARGET_DIR: 'link/..' });
    expect(targetDirectory).toBe(`${top}/above/deep`);
  });

  test.each([
    ['an empty variable', { CARGO_TARGET_DIR: '' }, {}],
    ['an empty build variable', { CARGO_BUILD_BUILD_DIR: '' }, {}],
    ['a file that does not parse', {}, { 'above/ws/.cargo/config.toml': '[build\n' }],
    ['a directory that is no text', {}, { 'above/ws/.cargo/config.toml': 'build.target-dir = 3\n' }],
    ['an unknown template', {}, { 'above/ws/.cargo/config.toml': 'build.build-dir = "{moon}"\n' }],
  ] as const)('fails as cargo does: %s', async (_, env, files) => {
    writeFiles(top, files);
    const found = await resolveDirectories({ workspaceRoot: root, env: { ...environment, ...env }, mayRunCargo: true });
    expect(found.ok === false && found.error.code).toBe('cargo-config-invalid');
    const asked = await resolveDirectories({ workspaceRoot: root, env: { ...environment, ...env }, mayRunCargo: false });
    expect(asked.ok === false && asked.error.code).toBe('cargo-config-unclear');
  });
});
