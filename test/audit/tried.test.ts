import { expect, test } from 'vitest';
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { addTried, mayTry, oneMore, readTried, type Tries } from '../../src/audit/tried.ts';
import { storePaths } from '../../src/store/paths.ts';
import type { UnitKey } from '../../src/units/model.ts';
import { temporaryDirectory } from '../git/rig.ts';
import { keyOf, openStoreIn } from '../store/store-fixture.ts';

test('what came of audits is remembered, the last of each', () => {
  const store = openStoreIn(temporaryDirectory());
  expect(readTried(store)).toEqual(new Map());
  addTried(store, new Map([[keyOf('a'), 1]]));
  addTried(store, new Map<UnitKey, Tries>([[keyOf('a'), 'settled'], [keyOf('b'), 2]]));
  addTried(store, new Map());
  expect(readTried(store)).toEqual(new Map<UnitKey, Tries>([[keyOf('a'), 'settled'], [keyOf('b'), 2]]));
});

test('a memory that cannot be read is none', () => {
  const store = openStoreIn(temporaryDirectory());
  addTried(store, new Map([[keyOf('a'), 1]]));
  const directory = storePaths.targets(store.root);
  for (const text of ['{', '[1]', '{"a":{}}']) {
    for (const name of readdirSync(directory)) writeFileSync(join(directory, name), text);
    expect(readTried(store)).toEqual(new Map());
  }
});

test('what was learned is not asked again, and what came to nothing three times only by a command that is named', () => {
  expect(mayTry(undefined, false)).toBe(true);
  expect(mayTry('settled', true)).toBe(false);
  const tries = [oneMore(undefined), oneMore(1), oneMore(2)];
  expect(tries).toEqual([1, 2, 3]);
  expect(tries.map((count) => mayTry(count, false))).toEqual([true, true, false]);
  expect(mayTry(3, true)).toBe(true);
  expect(oneMore('settled')).toBe('settled');
});
