import { appendFileSync, chmodSync, copyFileSync, readFileSync, renameSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { damageOf } from '../../src/store/identity.ts';
import type { Store } from '../../src/store/open.ts';
import { publishUnit } from '../../src/store/publish.ts';
import { setMtime } from '../../src/system/times.ts';
import type { Manifest } from '../../src/units/model.ts';
import { donorFile, draft, keyOf, openStoreIn, publishLibrary, stage, staging, temporaryDirectory, valueOf } from './store-fixture.ts';

let directory: string;
let remove: () => void;
let store: Store;
let manifest: Manifest;
/** The donor's own file: the same inode as the blob where the file system has no reflinks. */
let built: string;
let blob: string;

beforeEach(async () => {
  ({ path: directory, remove } = temporaryDirectory('identity'));
  store = openStoreIn(directory);
  manifest = valueOf(await publishLibrary(store, directory, 'app')).manifest;
  built = join(directory, 'donor/libapp.rlib');
  blob = join(store.root, 'units', keyOf('app').slice(0, 2), keyOf('app'), 'blob-1');
});

afterEach(() => remove());

const reason = (): string | undefined => damageOf(store, manifest)?.problem.reason;

test('the donor may delete or rebuild its file: the blob stays what it was', () => {
  renameSync(built, `${built}.old`);
  writeFileSync(built, 'rebuilt');
  rmSync(`${built}.old`);
  expect(reason()).toBeUndefined();
});

test('a program edited in place shows', () => {
  appendFileSync(built, 'stripped');
  expect(reason()).toBe('size');
});

test('an edit that keeps the size shows in the time', () => {
  const text = readFileSync(built, 'utf8');
  utimesSync(built, 1, 1);
  writeFileSync(built, text.toUpperCase());
  expect(reason()).toBe('mtime');
});

test('a changed mode shows', () => {
  chmodSync(built, 0o4755);
  expect(damageOf(store, manifest)?.problem).toMatchObject({ reason: 'mode', found: '4755' });
});

test('what a mode says to others than the owner does not count: `chmod -R g+w target` in one worktree', () => {
  for (const mode of [0o664, 0o600, 0o444, 0o755]) {
    chmodSync(built, mode);
    expect(reason(), mode.toString(8)).toBeUndefined();
  }
  chmodSync(built, 0o200);
  expect(reason()).toBe('mode');
});

test('another file with the same bytes and time is not the one that was stored', () => {
  const stored = BigInt(manifest.files[0]?.mtimeNs ?? 0);
  copyFileSync(blob, `${blob}-copy`);
  setMtime(`${blob}-copy`, stored);
  renameSync(`${blob}-copy`, blob);
  expect(reason()).toBe('inode');
});

test('a link or nothing in its place shows', () => {
  rmSync(blob);
  expect(reason()).toBe('absent');
  symlinkSync(built, blob);
  expect(reason()).toBe('kind');
});

test('every blob of a unit is looked at', async () => {
  const open = await staging(store);
  const files = ['one', 'two'].map((name) => stage(open, donorFile(directory, `donor/${name}.rlib`, name)));
  const published = publishUnit(open, draft('pair'), files.map((file, index) => ({ role: 'rlib', path: `deps/${index}.rlib`, from: { kind: 'staged', file } })));
  open.close();
  appendFileSync(join(directory, 'donor/two.rlib'), 'edited');
  expect(damageOf(store, valueOf(published).manifest)).toMatchObject({ file: { path: 'deps/1.rlib' }, problem: { reason: 'size' } });
});

test('a blob on another device than the store shows, a renumbered device does not', () => {
  expect(damageOf({ ...store, dev: store.dev + 1n }, manifest)?.problem.reason).toBe('device');
  const renumbered = manifest.files.map((file) =>
    file.content.at === 'blob' ? { ...file, content: { ...file.content, dev: '12345' } } : file,
  );
  expect(damageOf(store, { ...manifest, files: renumbered })).toBeUndefined();
});
