import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { CACHEDIR_TAG } from '../../../src/formats/cargo/target-directory.ts';
import { cargoContents, profilesIn } from '../../../src/commands/reclaim/cargo-contents.ts';
import { plainPaths } from '../../../src/commands/reclaim/plain-path.ts';

let target: string;
beforeEach(() => {
  target = mkdtempSync(join(tmpdir(), 'contents-'));
});
afterEach(() => rmSync(target, { recursive: true }));

function put(...paths: readonly string[]): void {
  for (const path of paths) {
    mkdirSync(dirname(join(target, path)), { recursive: true });
    writeFileSync(join(target, path), path === 'CACHEDIR.TAG' ? CACHEDIR_TAG : '');
  }
}

const own = (nested = false): readonly string[] | undefined => cargoContents(target, { nested })?.toSorted();

test('a directory with nothing but cargo\'s goes whole', () => {
  put('CACHEDIR.TAG', '.rustc_info.json', 'debug/.cargo-lock', 'debug/deps/x', 'debug/.fingerprint/x/y', 'debug/app', 'debug/app.d', 'doc/index.html', 'x86_64-unknown-linux-gnu/release/.fingerprint/x/y');
  expect(own()).toEqual(['']);
  expect(profilesIn(target).sort()).toEqual(['debug', 'x86_64-unknown-linux-gnu/release']);
});

test('what cargo does not make stays, at every height', () => {
  put('CACHEDIR.TAG', 'notes.txt', 'debug/.cargo-lock', 'debug/deps/x', 'debug/app', 'debug/app.d', 'debug/dump.sql', 'photos/one.jpg');
  expect(own()).toEqual(['CACHEDIR.TAG', 'debug/.cargo-lock', 'debug/app', 'debug/app.d', 'debug/deps']);
});

test.each([
  ['not tagged', ['debug/.cargo-lock', 'debug/deps/x']],
  ['without a profile directory', ['CACHEDIR.TAG', 'debug/app']],
  ['empty', []],
])('a directory that is %s is not cargo\'s', (_, paths) => {
  put(...paths);
  expect(own()).toBeUndefined();
});

test('one tagged by another program is not cargo\'s', () => {
  put('debug/.cargo-lock');
  writeFileSync(join(target, 'CACHEDIR.TAG'), 'Signature: 8a477f597d28d172789f06886806bc55\n# by a browser\n');
  expect(own()).toBeUndefined();
});

test('links stay, whatever their names', () => {
  put('CACHEDIR.TAG', 'debug/.cargo-lock');
  symlinkSync('/', join(target, 'doc'));
  symlinkSync('/', join(target, 'debug/deps'));
  symlinkSync('/', join(target, 'release'));
  expect(own()).toEqual(['CACHEDIR.TAG', 'debug']
    .flatMap((name) => (name === 'debug' ? ['debug/.cargo-lock'] : [name])));
  const isPlain = plainPaths(target);
  expect([isPlain('debug/.cargo-lock'), isPlain('debug/deps'), isPlain('debug/deps/x'), isPlain('release/.cargo-lock'), isPlain('debug/../x')]).toEqual([true, true, false, false, false]);
});

test('an editor\'s directory in it goes only where asked for', () => {
  put('CACHEDIR.TAG', 'debug/.cargo-lock', 'rust-analyzer/.rustc_info.json', 'rust-analyzer/debug/.cargo-lock');
  expect(own()).toEqual(['CACHEDIR.TAG', 'debug']);
  expect(own(true)).toEqual(['']);
});
