import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { amendUnit } from '../../src/store/amend.ts';
import { sealText } from '../../src/store/checksum.ts';
import { removeUnit } from '../../src/store/collect.ts';
import { damageOf } from '../../src/store/identity.ts';
import { packedBytes, readManifest, readPack } from '../../src/store/lookup.ts';
import type { Store } from '../../src/store/open.ts';
import { MANIFEST_NAME, storePaths } from '../../src/store/paths.ts';
import { RULES } from '../../src/store/rules.ts';
import { sha256 } from '../../src/units/identity.ts';
import type { Condition, Manifest } from '../../src/units/model.ts';
import { openStoreIn, publishLibrary, staging, temporaryDirectory, valueOf } from './store-fixture.ts';

let directory: string;
let remove: () => void;
let store: Store;
let stored: Manifest;

beforeEach(async () => {
  ({ path: directory, remove } = temporaryDirectory('amend'));
  store = openStoreIn(directory);
  stored = valueOf(await publishLibrary(store, directory, 'low')).manifest;
});

afterEach(() => remove());

const observed: Condition[] = [{ kind: 'observed', observations: [{ see: 'file', path: 'words.txt', sha256: sha256('words') }] }];

async function amend(conditions: readonly Condition[] = observed): Promise<Manifest> {
  const open = await staging(store);
  const amended = valueOf(amendUnit(open, stored, { conditions }));
  open.close();
  return amended;
}

test('the same files under other conditions are another variant; the former one stays', async () => {
  const amended = await amend();
  expect(amended).toEqual({ ...stored, key: amended.key, conditions: observed });
  expect(amended.key).not.toBe(stored.key);
  expect(valueOf(readManifest(store, amended.key))).toEqual(amended);
  expect(valueOf(readManifest(store, stored.key))).toEqual(stored);
});

test('each file is one more name of the same inode, and stands without the former variant', async () => {
  const amended = await amend();
  const blob = amended.files.find(({ content }) => content.at === 'blob')?.content;
  const inode = (key: Manifest['key']): number => statSync(join(storePaths.unit(store.root, key), blob?.at === 'blob' ? blob.name : '')).ino;
  expect(inode(amended.key)).toBe(inode(stored.key));
  removeUnit(store, stored.key);
  const pack = valueOf(readPack(store, amended));
  const packed = amended.files.find(({ role }) => role === 'fingerprint')!;
  expect(packedBytes(pack, packed).toString()).toBe('fedcba9876543210');
  expect(damageOf(store, amended)).toBeUndefined();
  expect(readFileSync(join(storePaths.unit(store.root, amended.key), blob?.at === 'blob' ? blob.name : ''), 'utf8')).toBe('the library low');
});

test('what is there already is left as it is', async () => {
  const [one, two] = [await amend(), await amend()];
  expect(two).toEqual(one);
});

/** After an update that judges by other rules, what the former version had made of a unit has the same key. */
test('one of another version\'s rules that has the same key is replaced', async () => {
  const amended = await amend();
  const path = join(storePaths.unit(store.root, amended.key), MANIFEST_NAME);
  writeFileSync(path, sealText(JSON.stringify({ ...amended, rules: RULES - 1 })));
  expect(readManifest(store, amended.key)).toEqual({ ok: false, error: 'other-rules' });
  expect(await amend()).toEqual(amended);
  expect(valueOf(readManifest(store, amended.key))).toEqual(amended);
});
