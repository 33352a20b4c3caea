import { readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Store } from '../../src/store/open.ts';
import { forgetSaved, isSeen, readSeen, writeSeen, type SeenIndex } from '../../src/store/targets.ts';
import type { AbsolutePath } from '../../src/system/brand.ts';
import type { Slot } from '../../src/units/model.ts';
import { keyOf, openStoreIn, temporaryDirectory } from './store-fixture.ts';

const BUILD = '/repos/tree/target' as AbsolutePath;
let remove: () => void;
let store: Store;

beforeEach(() => {
  const temporary = temporaryDirectory('targets');
  remove = temporary.remove;
  store = openStoreIn(temporary.path);
});

afterEach(() => remove());

const seen: SeenIndex = new Map([
  ['legacy/debug/a' as Slot, { ino: '18446744073709551615', mtimeNs: '1700000000123456789', result: { saved: keyOf('a') } }],
  [
    '__proto__' as Slot,
    { ino: '2', mtimeNs: '3', result: { refused: { reason: 'edited-since', file: 'src/lib.rs' } } },
  ],
]);

function indexFile(): string {
  return join(store.root, 'targets', readdirSync(join(store.root, 'targets'))[0] ?? '');
}

test('what was seen comes back, for that build directory only', () => {
  writeSeen(store, BUILD, seen);
  expect(readSeen(store, BUILD)).toEqual(seen);
  expect(readSeen(store, '/repos/other/target' as AbsolutePath)).toEqual(new Map());
});

test.each(['', 'garbage', 'null', '{"format":2}', '{"format":1,"buildDirectory":"/repos/tree/target","units":{}}', '{"format":1,"units":{"a":null}}', '{"format":1,"units":{"a":{"ino":7}}}'])(
  'an index %j is empty',
  (text) => {
    writeSeen(store, BUILD, seen);
    writeFileSync(indexFile(), text);
    expect(readSeen(store, BUILD)).toEqual(new Map());
  },
);

test('what is dropped does not count as saved any more, and nothing else is forgotten', () => {
  writeSeen(store, BUILD, seen);
  forgetSaved(store, (key) => key === keyOf('a'));
  expect([...readSeen(store, BUILD).keys()]).toEqual(['__proto__']);
});

test('an index that the system does not let be read now is forgotten: it may call saved what is dropped', () => {
  writeSeen(store, BUILD, seen);
  const index = indexFile();
  rmSync(index);
  // EISDIR, for whoever reads it: also for root.
  symlinkSync('.', index);
  forgetSaved(store, () => true);
  expect(readdirSync(join(store.root, 'targets'))).toEqual([]);
});

test('a fingerprint file of another inode or time has not been seen', () => {
  const known = { ino: '5', mtimeNs: '7', result: { saved: keyOf('a') } };
  expect(isSeen(known, { ino: 5n, mtimeNs: 7n })).toBe(true);
  expect(isSeen(known, { ino: 6n, mtimeNs: 7n })).toBe(false);
  expect(isSeen(known, { ino: 5n, mtimeNs: 8n })).toBe(false);
});

test('what cannot be written is forgotten without a word', () => {
  writeSeen({ ...store, root: '/proc/nowhere' as AbsolutePath }, BUILD, seen);
  expect(readSeen({ ...store, root: '/proc/nowhere' as AbsolutePath }, BUILD)).toEqual(new Map());
});
