import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { hashCompiler } from '../../src/formats/cargo/fingerprint-hash/fingerprint-hash.ts';
import { readCompiler, rememberCompiler } from '../../src/store/compilers.ts';
import type { Store } from '../../src/store/open.ts';
import { storePaths } from '../../src/store/paths.ts';
import { openStoreIn, temporaryDirectory } from './store-fixture.ts';

const SAID = 'rustc 1.95.0 (59807616e 2026-04-14)\nbinary: rustc\n';
const NUMBER = String(hashCompiler(SAID));
let remove: () => void;
let store: Store;

beforeEach(() => {
  const temporary = temporaryDirectory('compilers');
  remove = temporary.remove;
  store = openStoreIn(temporary.path);
});
afterEach(() => remove());

test('a compiler is known by the number that its own words give', () => {
  expect(readCompiler(store, NUMBER)).toBeUndefined();
  rememberCompiler(store, SAID);
  rememberCompiler(store, `${SAID}LLVM version: 1\n`);
  expect(readCompiler(store, NUMBER)).toBe(SAID);
});

test('what is there is not replaced', () => {
  rememberCompiler(store, SAID);
  const directory = storePaths.targets(store.root);
  const name = readdirSync(directory).find((file) => file.includes(NUMBER)) ?? '';
  writeFileSync(join(directory, name), 'there');
  rememberCompiler(store, SAID);
  expect(readCompiler(store, NUMBER)).toBe('there');
});

test('a store that is only read gets nothing', () => {
  rememberCompiler({ ...store, unwritable: { code: 'io', message: '' } }, SAID);
  expect(existsSync(storePaths.targets(store.root)) && readdirSync(storePaths.targets(store.root)).length > 0).toBe(false);
});
