import { chmodSync, readFileSync, readdirSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { damageOf } from '../../src/store/identity.ts';
import { listUnits } from '../../src/store/collect.ts';
import { packedBytes, readManifest, readPack } from '../../src/store/lookup.ts';
import type { Store } from '../../src/store/open.ts';
import { PACK_LIMIT, publishUnit, type FileToPublish } from '../../src/store/publish.ts';
import {
  BUILT_NS,
  REGISTRY_RLIB,
  donorFile,
  draft,
  inodeOf,
  keyOf,
  openStoreIn,
  publishLibrary,
  stage,
  staging,
  temporaryDirectory,
  valueOf,
} from './store-fixture.ts';

let directory: string;
let remove: () => void;
let store: Store;

beforeEach(() => {
  ({ path: directory, remove } = temporaryDirectory('publish'));
  store = openStoreIn(directory);
});

afterEach(() => remove());

const unitPath = (name: string): string => join(store.root, 'units', keyOf(name).slice(0, 2), keyOf(name));

describe('publishUnit', () => {
  test('what is published is found again, byte for byte', async () => {
    const published = valueOf(await publishLibrary(store, directory, 'serde'));
    expect(published.outcome).toBe('published');
    const manifest = valueOf(readManifest(store, keyOf('serde')));
    expect(manifest).toEqual(published.manifest);
    const pack = valueOf(readPack(store, manifest));
    const texts = manifest.files.flatMap((f) => (f.content.at === 'pack' ? [packedBytes(pack, f).toString()] : []));
    expect(texts).toEqual(['dep info', 'fedcba9876543210']);
    expect(manifest.files.map((f) => f.mtimeNs).slice(1)).toEqual([String(BUILT_NS), String(BUILT_NS)]);
    expect(readdirSync(unitPath('serde')).sort()).toEqual(['blob-1', 'manifest.json', 'pack']);
    expect(damageOf(store, manifest)).toBeUndefined();
    expect(listUnits(store)).toEqual([keyOf('serde')]);
    expect(readdirSync(join(store.root, 'tmp'))).toEqual([]);
  });

  test('a linked artifact is the donor’s inode, a path package’s rmeta has bytes of its own', async () => {
    const open = await staging(store);
    const rlib = donorFile(directory, 'liba.rlib', 'rlib');
    const rmeta = donorFile(directory, 'liba.rmeta', Buffer.alloc(PACK_LIMIT + 1, 'm'));
    const question = { ...REGISTRY_RLIB, role: 'rmeta', source: 'path' } as const;
    const files: FileToPublish[] = [
      { role: 'rlib', path: 'debug/deps/liba.rlib', from: { kind: 'staged', file: stage(open, rlib) } },
      { role: 'rmeta', path: 'debug/deps/liba.rmeta', from: { kind: 'staged', file: stage(open, rmeta, question) } },
    ];
    const { manifest } = valueOf(publishUnit(open, draft('a'), files));
    open.close();
    expect(inodeOf(join(unitPath('a'), 'blob-1'))).toBe(inodeOf(rlib));
    expect(inodeOf(join(unitPath('a'), 'blob-2'))).not.toBe(inodeOf(rmeta));
    // What `cargo check` does to it in the donor: writes in place and bumps its time.
    writeFileSync(rmeta, 'changed in place');
    utimesSync(rmeta, 2_000_000_000, 2_000_000_000);
    expect(damageOf(store, manifest)).toBeUndefined();
    expect(readFileSync(join(unitPath('a'), 'blob-2'))).toEqual(Buffer.alloc(PACK_LIMIT + 1, 'm'));
  });

  test('small private files share the pack; large ones, whatever their origin, are blobs; links stay links', async () => {
    const open = await staging(store);
    const question = { ...REGISTRY_RLIB, role: 'out-file' } as const;
    const small = donorFile(directory, 'small', Buffer.alloc(PACK_LIMIT, 's'));
    chmodSync(small, 0o755);
    const large = donorFile(directory, 'large', Buffer.alloc(PACK_LIMIT + 1, 'l'));
    symlinkSync('small', join(directory, 'link'));
    const { manifest } = valueOf(
      publishUnit(open, draft('a'), [
        { role: 'out-file', path: 'out/small', from: { kind: 'staged', file: stage(open, small, question) } },
        { role: 'out-file', path: 'out/large', from: { kind: 'staged', file: stage(open, large, question) } },
        {
          role: 'script-output',
          path: 'output',
          rewrite: true,
          from: { kind: 'bytes', bytes: Buffer.alloc(PACK_LIMIT + 1, 'o'), mode: 0o644, mtimeNs: 5n },
        },
        { role: 'out-file', path: 'out/link', from: { kind: 'symlink', target: 'small', mtimeNs: 7n } },
      ]),
    );
    open.close();
    expect(manifest.files.map((f) => [f.content.at, f.size, f.mode, f.rewrite])).toEqual([
      ['pack', PACK_LIMIT, 0o755, undefined],
      ['blob', PACK_LIMIT + 1, 0o644, undefined],
      ['blob', PACK_LIMIT + 1, 0o644, true],
      ['symlink', 0, 0o777, undefined],
    ]);
    expect(damageOf(store, manifest)).toBeUndefined();
    expect(readFileSync(join(unitPath('a'), 'blob-1'))).toEqual(readFileSync(large));
  });

  test('a unit that is there already stays, and its manifest is the answer', async () => {
    const first = valueOf(await publishLibrary(store, directory, 'serde'));
    const again = valueOf(await publishLibrary(store, join(directory, 'other'), 'serde'));
    expect(again).toEqual({ manifest: first.manifest, outcome: 'present' });
    expect(readdirSync(join(store.root, 'tmp'))).toEqual([]);
  });

  test.each(['manifest.json', 'pack', 'blob-1'])('a unit whose %s is damaged is replaced', async (name) => {
    await publishLibrary(store, directory, 'serde');
    writeFileSync(join(unitPath('serde'), name), 'gibberish');
    const again = valueOf(await publishLibrary(store, join(directory, 'other'), 'serde'));
    expect(again.outcome).toBe('published');
    expect(damageOf(store, valueOf(readManifest(store, keyOf('serde'))))).toBeUndefined();
  });

  test('what is staged and not published is gone when the staging closes', async () => {
    const open = await staging(store);
    const file = stage(open, donorFile(directory, 'liba.rlib', 'rlib'));
    expect(readFileSync(file.path, 'utf8')).toBe('rlib');
    open.close();
    expect(readdirSync(join(store.root, 'tmp'))).toEqual([]);
  });
});
