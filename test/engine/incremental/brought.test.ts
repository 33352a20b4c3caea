import { linkSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { noteObjects, unusedStates } from '../../../src/engine/incremental/brought.ts';

let below: string;
let state: string;
beforeEach(() => {
  below = mkdtempSync(join(tmpdir(), 'cargo-share-brought-'));
  state = join(below, 'debug/incremental/big_lib-0abc');
  session('s-a-1-x', ['one.o', 'two.o']);
  noteObjects(state);
});
afterEach(() => rmSync(below, { recursive: true }));

function session(name: string, objects: readonly string[]): void {
  mkdirSync(join(state, name), { recursive: true });
  for (const object of objects) writeFileSync(join(state, name, object), name);
}

const unused = (): string[] => unusedStates(below, 'debug').map(({ crate, objects }) => `${crate} ${objects}`);

test('before it is used, and while any object of it is left, nothing is said', () => {
  expect(unused()).toEqual([]);
  session('s-b-1-x', ['one.o']);
  linkSync(join(state, 's-a-1-x/two.o'), join(state, 's-b-1-x/two.o'));
  rmSync(join(state, 's-a-1-x'), { recursive: true });
  expect(unused()).toEqual([]);
});

test('a session that has only objects of its own tells that rustc took nothing over; one that is not finished tells nothing', () => {
  session('s-b-1-working', ['one.o', 'two.o']);
  expect(unused()).toEqual([]);
  renameSync(join(state, 's-b-1-working'), join(state, 's-b-1-y'));
  expect(unused()).toEqual(['big_lib 2']);
});

test('what nobody can read, and what cargo has made itself, is not spoken of', () => {
  session('s-b-1-x', ['one.o']);
  writeFileSync(join(state, 'cargo-share.json'), '{');
  expect(unused()).toEqual([]);
  rmSync(join(state, 'cargo-share.json'));
  expect(unused()).toEqual([]);
});
