import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { listUnits, removeUnit } from '../../src/store/collect.ts';
import { damageOf } from '../../src/store/identity.ts';
import { readManifest, readPack } from '../../src/store/lookup.ts';
import type { Store } from '../../src/store/open.ts';
import { lockStore, openStaging } from '../../src/store/stage.ts';
import { startPublisher } from './publisher-process.ts';
import { errorOf, keyOf, openStoreIn, publishLibrary, staging, temporaryDirectory, valueOf } from './store-fixture.ts';

let directory: string;
let remove: () => void;
let store: Store;

beforeEach(() => {
  ({ path: directory, remove } = temporaryDirectory('concurrency'));
  store = openStoreIn(directory);
});

afterEach(() => remove());

const temporaries = (): string[] => readdirSync(join(store.root, 'tmp'));

function expectAllWhole(): void {
  for (const key of listUnits(store)) {
    const manifest = valueOf(readManifest(store, key));
    expect(damageOf(store, manifest)).toBeUndefined();
    expect(readPack(store, manifest).ok).toBe(true);
  }
}

test('a writer killed in the middle leaves whole units only, and the next writer clears its directory', async () => {
  for (const last of [0, 3, 17, 40]) {
    const publisher = await startPublisher(store.root, join(directory, `donor-${last}`), 1000);
    publisher.killWhen((line) => line.startsWith(`unit-${last} `));
    publisher.go();
    const lines = await publisher.ended;
    expect(lines.length).toBeLessThan(1000);
    expectAllWhole();
    expect(temporaries()).toHaveLength(1);
    (await staging(store)).close();
    expect(temporaries()).toEqual([]);
  }
}, 60_000);

test('two writers of the same units: each is published once, and whole', async () => {
  const publishers = await Promise.all(
    ['one', 'two'].map((name) => startPublisher(store.root, join(directory, name), 200)),
  );
  for (const publisher of publishers) publisher.go();
  const lines = (await Promise.all(publishers.map(({ ended }) => ended))).flat();
  expect(lines).toHaveLength(400);
  expect(lines.filter((line) => line.endsWith(' published'))).toHaveLength(200);
  expect(new Set(lines.filter((line) => line.endsWith(' published'))).size).toBe(200);
  expect(listUnits(store)).toHaveLength(200);
  expectAllWhole();
  expect(temporaries()).toEqual([]);
}, 60_000);

test('the directory of a writer that lives is not a leftover', async () => {
  const first = await staging(store);
  const second = await staging(store);
  expect(temporaries()).toHaveLength(2);
  first.close();
  second.close();
  expect(temporaries()).toEqual([]);
});

test('whatever else lies in tmp is a leftover', async () => {
  mkdirSync(join(store.root, 'tmp/dropped-1/unit'), { recursive: true });
  (await staging(store)).close();
  expect(temporaries()).toEqual([]);
});

test('a writer keeps gc out, and gc a writer', async () => {
  const open = await staging(store);
  expect(errorOf(await lockStore(store, { mode: 'exclusive', timeoutMs: 0 }))).toMatchObject({ code: 'store-busy' });
  open.close();
  const gc = valueOf(await lockStore(store, { mode: 'exclusive', timeoutMs: 0 }));
  expect(errorOf(await openStaging(store, { timeoutMs: 0 }))).toMatchObject({ code: 'store-busy' });
  gc.release();
  (await staging(store)).close();
});

test('a dropped unit is gone, and dropping it again says so', async () => {
  valueOf(await publishLibrary(store, directory, 'serde'));
  expect(removeUnit(store, keyOf('serde'))).toEqual({ ok: true, value: true });
  expect(removeUnit(store, keyOf('serde'))).toEqual({ ok: true, value: false });
  expect(listUnits(store)).toEqual([]);
  expect(temporaries()).toEqual([]);
});
