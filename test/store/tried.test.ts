import { expect, test } from 'vitest';
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { addTried, leftBefore, mayTry, oneMore, readTried, type Tries } from '../../src/store/tried.ts';
import { storePaths } from '../../src/store/paths.ts';
import type { UnitKey } from '../../src/units/model.ts';
import { temporaryDirectory } from '../formats/git/rig.ts';
import { keyOf, openStoreIn } from './store-fixture.ts';

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
  for (const text of ['{', '[1]', '{"a":{}}', '{"a":{"left":{"because":1}}}', '{"a":{"became":1}}']) {
    for (const name of readdirSync(directory)) writeFileSync(join(directory, name), text);
    expect(readTried(store)).toEqual(new Map());
  }
});

test('what was learned is not asked again, and what came to nothing three times only by somebody who asks', () => {
  const stored = (): boolean => true;
  expect(mayTry(undefined, false, stored)).toBe(true);
  expect(mayTry('settled', true, stored)).toBe(false);
  const tries = [oneMore(undefined), oneMore(1), oneMore(2)];
  expect(tries).toEqual([1, 2, 3]);
  expect(tries.map((count) => mayTry(count, false, stored))).toEqual([true, true, false]);
  expect(mayTry(3, true, stored)).toBe(true);
  expect(oneMore('settled')).toBe('settled');
});

test('a unit whose better self is gone from the store waits again', () => {
  const became = { became: keyOf('b') };
  expect(mayTry(became, false, (key) => key === keyOf('b'))).toBe(false);
  expect(mayTry(became, false, () => false)).toBe(true);
  expect(oneMore(became)).toBe(1);
});

test('why a unit was left to cargo is known when it is stored again', () => {
  const left = { because: 'time', what: 'build-script-build' } as const;
  const store = openStoreIn(temporaryDirectory());
  addTried(store, new Map([[keyOf('a'), { left }]]));
  expect(leftBefore(readTried(store).get(keyOf('a')))).toEqual(left);
  expect(leftBefore('settled')).toBeUndefined();
  expect(mayTry({ left }, true, () => false)).toBe(false);
});
