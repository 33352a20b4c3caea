import { chmodSync, existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { nativeSourcesModule, NATIVE_SOURCES } from '../../../packaging/native-sources.ts';
import { buildNative } from '../../../src/engine/observer/build-native.ts';
import { nativeSources } from '../../../src/engine/observer/native-sources.ts';
import { cleanEnvironment, remove, temporaryDirectory, writeFiles } from '../../formats/cargo/sandbox.ts';
import { exec } from '../../rig/process.ts';
import { WITHOUT_OBSERVER } from './observe.ts';

test.skipIf(WITHOUT_OBSERVER !== '')(`compiled once, nothing left beside it${WITHOUT_OBSERVER}`, async () => {
  const cache = temporaryDirectory();
  const environment = cleanEnvironment();
  const [first, other] = await Promise.all([buildNative({ cache, environment }), buildNative({ cache, environment })]);
  expect(first).toMatchObject({ ok: true });
  expect(other).toEqual(first);
  expect(readdirSync(join(cache, 'observer'))).toHaveLength(1);
  const gate = first.ok ? statSync(first.value.gate, { bigint: true }).ino : 0n;
  const again = await buildNative({ cache, environment });
  expect(again.ok && statSync(again.value.gate, { bigint: true }).ino).toBe(gate);
  remove(cache);
});

test.each([
  ['no rustc', undefined, 'rustc is not on the PATH'],
  ['one that fails', 'echo wrong >&2; exit 1', 'rustc failed: wrong'],
  ['one that says nothing', 'exit 3', 'rustc failed: status 3'],
  ['one that is killed', 'kill -9 $$', 'rustc was ended by SIGKILL'],
  ['one for another system', 'echo release: 1.95.0; echo host: x86_64-unknown-linux-musl', 'x86_64-unknown-linux-musl'],
  ['one that cannot compile', 'test "$1" != -vV && exit 1; echo release: 1.95.0; echo host: x86_64-unknown-linux-gnu', 'rustc failed'],
])('%s is a failure that says so', async (_, script, words) => {
  const cache = temporaryDirectory();
  writeFiles(cache, { 'bin/rustc': `#!/bin/sh\n${script}\n` });
  if (script !== undefined) chmodSync(join(cache, 'bin/rustc'), 0o755);
  else remove(join(cache, 'bin/rustc'));
  const built = await buildNative({ cache, environment: { PATH: join(cache, 'bin') } });
  expect(built).toMatchObject({ ok: false, error: { code: 'observer-unavailable', message: expect.stringContaining(process.platform === 'linux' ? words : 'Linux') as string } });
  expect(existsSync(join(cache, 'observer')) ? readdirSync(join(cache, 'observer')) : []).toEqual([]);
  remove(cache);
});

test('what is published holds the same texts', async () => {
  const bundled = (await import(`data:text/javascript,${encodeURIComponent(nativeSourcesModule())}`)) as { nativeSources: typeof nativeSources };
  expect(bundled.nativeSources()).toEqual(nativeSources());
  const names = Object.values(nativeSources()).map((files) => Object.keys(files));
  expect(names.every((files) => files.includes('main.rs'))).toBe(true);
  const module = new URL('../../../src/engine/observer/native-sources.ts', import.meta.url).pathname;
  expect(NATIVE_SOURCES.test(module)).toBe(true);
  expect(readFileSync(module, 'utf8')).toContain('export function nativeSources()');
});

const ARM = 'aarch64-unknown-linux-gnu';
const library = (await exec('rustc', ['--print', 'target-libdir', '--target', ARM], { cwd: '/', env: cleanEnvironment(), statuses: 'any' })).stdout.trim();
const withoutArm = existsSync(library) ? '' : ` (the toolchain has no ${ARM})`;

test.skipIf(withoutArm !== '')(`the observer compiles for the other processor, without a warning${withoutArm}`, async () => {
  const directory = temporaryDirectory();
  const source = new URL('../../../native/observer/main.rs', import.meta.url).pathname;
  const args = ['--edition=2021', '-O', '-Cpanic=abort', '-Cforce-frame-pointers=yes', '--crate-type=cdylib', `--target=${ARM}`, '--emit=obj', '-Dwarnings'];
  await exec('rustc', [...args, '--crate-name=observer', source], { cwd: directory, env: cleanEnvironment() });
  expect(readdirSync(directory)).toEqual(['observer.o']);
  remove(directory);
});

test.skipIf(WITHOUT_OBSERVER !== '').each(['observer', 'gate'])('no warning in the %s', async (program) => {
  const directory = temporaryDirectory();
  const source = new URL(`../../../native/${program}/main.rs`, import.meta.url).pathname;
  const args = ['--edition=2021', '-Cpanic=abort', `--crate-type=${program === 'gate' ? 'bin' : 'cdylib'}`, '--emit=metadata', '-Dwarnings'];
  await exec('rustc', [...args, `--crate-name=${program}`, source], { cwd: directory, env: cleanEnvironment() });
  remove(directory);
});
