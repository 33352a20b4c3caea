import { expect, test } from 'vitest';
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { addTried, readTried } from '../../src/audit/tried.ts';
import { storePaths } from '../../src/store/paths.ts';
import { temporaryDirectory } from '../git/rig.ts';
import { keyOf, openStoreIn } from '../store/store-fixture.ts';

test('what was audited is remembered, each once', () => {
  const store = openStoreIn(temporaryDirectory());
  expect(readTried(store)).toEqual(new Set());
  addTried(store, [keyOf('a')]);
  addTried(store, [keyOf('a'), keyOf('b')]);
  addTried(store, []);
  expect(readTried(store)).toEqual(new Set([keyOf('a'), keyOf('b')]));
});

test('a memory that cannot be read is none', () => {
  const store = openStoreIn(temporaryDirectory());
  addTried(store, [keyOf('a')]);
  const directory = storePaths.targets(store.root);
  for (const text of ['{', '{}']) {
    for (const name of readdirSync(directory)) writeFileSync(join(directory, name), text);
    expect(readTried(store)).toEqual(new Set());
  }
});
