import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { appendCatalog, readCatalog, type CatalogId } from '../../src/store/catalog.ts';
import { listUnits, removeUnit } from '../../src/store/collect.ts';
import { damageOf } from '../../src/store/identity.ts';
import { packedBytes, readManifest, readPack } from '../../src/store/lookup.ts';
import { openStore } from '../../src/store/open.ts';
import { publishUnit } from '../../src/store/publish.ts';
import { canReflinkFrom, openStaging, stageFile } from '../../src/store/stage.ts';
import { storeSizes } from '../../src/store/sizes.ts';
import type { AbsolutePath } from '../../src/system/brand.ts';
import { setMtime } from '../../src/system/times.ts';
import type { Slot } from '../../src/units/model.ts';
import { mountFileSystem, type Mount, type MountKind } from '../support/mounts.ts';
import {
  BUILT_NS,
  REGISTRY_RLIB,
  donorFile,
  draft,
  errorOf,
  inodeOf,
  keyOf,
  libraryFiles,
  openStoreIn,
  publishLibrary,
  stage,
  staging,
  temporaryDirectory,
  valueOf,
} from './store-fixture.ts';

/** Making a file system on a busy machine. */
const MKFS_TIMEOUT_MS = 60_000;
vi.setConfig({ testTimeout: MKFS_TIMEOUT_MS, hookTimeout: MKFS_TIMEOUT_MS });

let directory: string;
let remove: () => void;
const mounts: Mount[] = [];

beforeEach(() => {
  ({ path: directory, remove } = temporaryDirectory('faults'));
});

afterEach(() => {
  for (const mount of mounts.splice(0)) mount.remove();
  remove();
});

/** A mounted file system, or the reason why there is none. */
function mounted(kind: MountKind): Mount | string {
  const mount = mountFileSystem(kind);
  if ('unavailable' in mount) return mount.unavailable;
  mounts.push(mount);
  return mount;
}

const CATALOG: CatalogId = { repository: '/repo/.git', workspace: '' };
const SMALL_DISKS: MountKind[] = [
  { type: 'tmpfs', kilobytes: 512 },
  { type: 'ext4', megabytes: 2 },
];

describe.each(SMALL_DISKS)('a full disk ($type)', (kind) => {
  test('publishing and cataloguing fail as values, half a unit is never seen, and what was there stays', async (context) => {
    const mount = mounted(kind);
    if (typeof mount === 'string') return context.skip(mount);
    const store = openStoreIn(mount.path);
    const first = valueOf(await publishLibrary(store, mount.path, 'first')).manifest;
    const open = await staging(store);
    const failures: string[] = [];
    for (let index = 0; failures.length === 0 && index < 1000; index += 1) {
      const bytes = Buffer.alloc(40_000, String(index));
      const published = publishUnit(open, draft(`unit-${index}`), [
        { role: 'out-file', path: 'out/a', from: { kind: 'bytes', bytes, mode: 0o644, mtimeNs: BUILT_NS } },
      ]);
      if (!published.ok) failures.push(`${published.error.code}: ${published.error.message}`);
    }
    expect(failures).toEqual(['store-unwritable: The store cannot be written (ENOSPC).']);
    fill(mount.path);
    const large = donorFile(directory, 'large', Buffer.alloc(200_000));
    expect(errorOf(stageFile(open, large, REGISTRY_RLIB)).code).toBe('store-unwritable');
    const entry = { key: keyOf('a'), slot: 's'.repeat(100_000) as Slot, fingerprint: '', savedNs: '1' };
    expect(errorOf(appendCatalog(open, CATALOG, [entry]))).toMatchObject({ code: 'store-unwritable' });
    expect(readCatalog(store, CATALOG)).toEqual([]);
    open.close();
    for (const key of listUnits(store)) {
      const manifest = valueOf(readManifest(store, key));
      expect(damageOf(store, manifest)).toBeUndefined();
      expect(readPack(store, manifest).ok).toBe(true);
    }
    expect(readManifest(store, keyOf('first'))).toEqual({ ok: true, value: first });
    expect(readdirSync(join(store.root, 'tmp'))).toEqual([]);
  });
});

function fill(path: string): void {
  for (let index = 0; index < 200; index += 1) {
    try {
      writeFileSync(join(path, `filler-${index}`), Buffer.alloc(8_000));
    } catch {
      return;
    }
  }
}

test('a store mounted read-only is read, and says once why it is not written', async (context) => {
  const mount = mounted({ type: 'tmpfs', kilobytes: 2048 });
  if (typeof mount === 'string') return context.skip(mount);
  const before = openStoreIn(mount.path);
  valueOf(await publishLibrary(before, mount.path, 'serde'));
  mount.makeReadOnly();
  const store = openStoreIn(mount.path);
  expect(store.unwritable).toMatchObject({ code: 'store-unwritable', message: 'The store cannot be written (EROFS).' });
  const manifest = valueOf(readManifest(store, keyOf('serde')));
  expect(damageOf(store, manifest)).toBeUndefined();
  expect(errorOf(await openStaging(store, { timeoutMs: 0 }))).toEqual(store.unwritable);
  expect(errorOf(removeUnit(store, keyOf('serde'))).code).toBe('EROFS');
  expect(errorOf(openStore(join(mount.path, 'new/v1') as AbsolutePath)).code).toBe('store-unwritable');
});

test('a store that turns read-only under a writer', async (context) => {
  const mount = mounted({ type: 'ext4', megabytes: 4 });
  if (typeof mount === 'string') return context.skip(mount);
  const store = openStoreIn(mount.path);
  mount.makeReadOnly();
  const opened = await openStaging(store, { timeoutMs: 0 });
  expect(errorOf(opened)).toMatchObject({ code: 'store-unwritable', message: 'The store cannot be written (EROFS).' });
});

test('a donor on another file system: the store holds copies with the same bytes, mode and time', async () => {
  const memory = mkdtempSync('/dev/shm/donor-');
  const elsewhere = donorFile(memory, 'liba.rlib', 'library');
  setMtime(elsewhere, BUILT_NS);
  const store = openStoreIn(directory);
  const open = await staging(store);
  const staged = stage(open, elsewhere);
  expect(staged).toMatchObject({ placement: 'copy', mtimeNs: BUILT_NS, mode: 0o644, size: 7 });
  const { manifest } = valueOf(publishUnit(open, draft('a'), libraryFiles(staged, 'a')));
  open.close();
  rmSync(memory, { recursive: true });
  const [rlib] = manifest.files;
  if (rlib === undefined) throw new Error('no files');
  expect(packedBytes(valueOf(readPack(store, manifest)), rlib).toString()).toBe('library');
});

describe.each<MountKind & { type: 'btrfs' | 'xfs' }>([
  { type: 'btrfs', megabytes: 128 },
  { type: 'xfs', megabytes: 320 },
])('a store on $type', (kind) => {
  test('holds reflinks: nothing that is done to the donor changes a byte or a time of it', async (context) => {
    const mount = mounted(kind);
    if (typeof mount === 'string') return context.skip(mount);
    const store = openStoreIn(mount.path);
    const built = donorFile(mount.path, 'target/liba.rlib', Buffer.alloc(300_000, 'a'));
    setMtime(built, BUILT_NS);
    const open = await staging(store);
    expect(canReflinkFrom(open, built)).toBe(true);
    const staged = stage(open, built, { ...REGISTRY_RLIB, reflink: true });
    expect(staged.placement).toBe('reflink');
    const { manifest } = valueOf(publishUnit(open, draft('a'), libraryFiles(staged, 'a')));
    open.close();
    const blob = join(store.root, 'units', keyOf('a').slice(0, 2), keyOf('a'), 'blob-1');
    expect(inodeOf(blob)).not.toBe(inodeOf(built));
    writeFileSync(built, 'edited in place');
    expect(damageOf(store, manifest)).toBeUndefined();
    expect(readFileSync(blob)).toEqual(Buffer.alloc(300_000, 'a'));
    expect(statSync(blob, { bigint: true }).mtimeNs).toBe(BUILT_NS);
  });
});

test('sizes: deleting the store frees only what no worktree holds', async () => {
  const store = openStoreIn(directory);
  const open = await staging(store);
  const rlib = stage(open, donorFile(directory, 'target/liba.rlib', Buffer.alloc(1_000_000, 'a')));
  valueOf(publishUnit(open, draft('a'), libraryFiles(rlib, 'a')));
  open.close();
  const sizes = storeSizes(store);
  expect(sizes.units).toBe(1);
  expect(sizes.logical).toBeGreaterThan(1_000_000);
  expect(sizes.physical).toBeGreaterThan(1_000_000);
  expect(sizes.freed).toBeLessThan(200_000);
});
