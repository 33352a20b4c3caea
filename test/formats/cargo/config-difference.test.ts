import { afterAll, beforeEach, expect, test } from 'vitest';
import { builtFor, configDifference } from '../../../src/formats/cargo/config-difference.ts';
import type { AbsolutePath } from '../../../src/system/brand.ts';
import { remove, temporaryDirectory, writeFiles } from './sandbox.ts';

let top: AbsolutePath;
beforeEach(() => {
  if (top !== undefined) remove(top);
  top = temporaryDirectory();
  writeFiles(top, { 'a/Cargo.toml': '', 'b/Cargo.toml': '', 'a/b/Cargo.toml': '' });
});
afterAll(() => remove(top));

const compare = (first: string, second: string) =>
  configDifference(`${top}/${first}` as AbsolutePath, `${top}/${second}` as AbsolutePath, { env: { CARGO_HOME: `${top}/home` }, isBuilt: builtFor([`${top}/a/target`]) });

test('a file that one side lacks is named with its keys', async () => {
  writeFiles(top, {
    'a/.cargo/config.toml':
      '[build]\nrustflags = ["-Ctarget-cpu=native"]\njobs = 1\nrustc-wrapper = "sccache"\n' +
      '[target.\'cfg(unix)\']\nlinker = "clang"\nrunner = "qemu"\n[profile.dev]\nopt-level = 1\n[env]\nA = "1"\n[alias]\nb = "build"\n',
  });
  const { differences, unreadable } = await compare('a', 'b');
  const file = `${top}/a/.cargo/config.toml`;
  expect(unreadable).toEqual([]);
  expect(differences).toEqual([
    { key: 'build.rustflags', first: [{ file, value: '["-Ctarget-cpu=native"]' }], second: [] },
    { key: 'env.A', first: [{ file, value: '"1"' }], second: [] },
    { key: 'profile.dev.opt-level', first: [{ file, value: '1' }], second: [] },
    { key: "target.'cfg(unix)'.linker", first: [{ file, value: '"clang"' }], second: [] },
  ]);
});

test('files with the same settings do not differ, however they are written', async () => {
  writeFiles(top, {
    'a/.cargo/config.toml': 'build.rustflags = ["-g"]\n',
    'b/.cargo/config.toml': '# same\n[build]\nrustflags = [ "-g" ]\n',
    'home/config.toml': 'profile.dev.debug = 0\n',
  });
  expect((await compare('a', 'b')).differences).toEqual([]);
});

test('the nearest file decides on a value: what it hides is no difference', async () => {
  writeFiles(top, {
    'a/.cargo/config.toml': 'build.target = "x"\n',
    'a/b/.cargo/config.toml': 'build.target = "y"\n',
    'b/.cargo/config.toml': 'build.target = "y"\n',
  });
  expect((await compare('a/b', 'b')).differences).toEqual([]);
  expect((await compare('a', 'b')).differences).toMatchObject([{ key: 'build.target' }]);
});

test('a worktree inside the other gets each flag twice', async () => {
  writeFiles(top, {
    'a/.cargo/config.toml': 'build.rustflags = ["-g"]\n',
    'a/b/.cargo/config.toml': 'build.rustflags = ["-g"]\n',
  });
  const { differences } = await compare('a', 'a/b');
  expect(differences).toMatchObject([{ key: 'build.rustflags', first: [{}], second: [{}, {}] }]);
});

test('settings for a target count where something is built for it: on this machine, or in the target directory', async () => {
  const own = process.arch === 'arm64' ? 'aarch64' : 'x86_64';
  const table = (triple: string): string => `[target.${triple}]\nrustflags = ["-g"]\n`;
  writeFiles(top, { 'a/.cargo/config.toml': [`${own}-unknown-${process.platform}-gnu`, `${own}-pc-windows-msvc`, 'wasm32-unknown-unknown', 'thumbv7em-none-eabi'].map(table).join(''), 'a/target/wasm32-unknown-unknown/CACHEDIR.TAG': '' });
  const { differences } = await compare('a', 'b');
  expect(differences.map(({ key }) => key)).toEqual([`target.${own}-unknown-${process.platform}-gnu.rustflags`, 'target.wasm32-unknown-unknown.rustflags'].sort());
});

test('files that only cargo can read are named', async () => {
  writeFiles(top, { 'a/.cargo/config.toml': 'include = ["x.toml"]\n', 'b/.cargo/config.toml': '[oops\n' });
  expect((await compare('a', 'b')).unreadable).toEqual([`${top}/a/.cargo/config.toml`, `${top}/b/.cargo/config.toml`]);
});
