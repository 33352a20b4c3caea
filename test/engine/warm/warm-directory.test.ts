import { existsSync, readFileSync } from 'node:fs';
import { beforeEach, expect, test } from 'vitest';
import { fingerprintNumber } from '../../../src/formats/cargo/fingerprint-json.ts';
import { lockProfile, type Release } from '../../../src/formats/cargo/locks.ts';
import { appendCatalog } from '../../../src/store/catalog.ts';
import type { Store } from '../../../src/store/open.ts';
import type { AbsolutePath } from '../../../src/system/brand.ts';
import type { Manifest } from '../../../src/units/model.ts';
import { warmDirectory } from '../../../src/engine/warm/warm-directory.ts';
import { temporaryDirectory, write } from '../../formats/git/rig.ts';
import { keyOf, openStoreIn, staging, valueOf } from '../../store/store-fixture.ts';
import { slotOf } from '../../units/samples.ts';
import { warmOptions } from './options.ts';
import { publish, small } from './stored.ts';

const HASH = 'fedcba9876543210';
let root: AbsolutePath;
let store: Store;

beforeEach(() => {
  root = temporaryDirectory() as AbsolutePath;
  store = openStoreIn(temporaryDirectory());
});

const hashFile = (name: string): string => `debug/.fingerprint/${name}-0123456789abcdef/lib-${name}`;
const read = (name: string): string => readFileSync(`${root}/target/${hashFile(name)}`, 'utf8');

/** Cargo's fingerprint JSON, with dependencies by name and stored hash. */
function recordOf(deps: readonly (readonly [string, string])[]): string {
  const listed = deps.map(([name, hash]) => `[1,"${name}",false,${fingerprintNumber(hash)}]`);
  return `{"rustc":1,"features":"[]","declared_features":"[]","target":1,"profile":1,"path":1,"deps":[${listed.join(',')}],"local":[],"rustflags":[],"config":1,"compile_kind":0}`;
}

/** A unit in the store and in the catalog. */
async function save(name: string): Promise<Manifest> {
  const files = [small('fingerprint', hashFile(name), HASH), small('fingerprint-json', `${hashFile(name)}.json`, '{}')];
  const manifest = await publish(store, name, { key: keyOf(name), slot: slotOf(name) }, files);
  const open = await staging(store);
  const { key, slot, fingerprint } = manifest;
  valueOf(appendCatalog(open, { repository: '/repository', workspace: '' }, [{ key, slot, fingerprint, savedNs: '1' }]));
  open.close();
  return manifest;
}

async function cargoBuilds(): Promise<Release> {
  const targetDirectory = `${root}/target` as AbsolutePath;
  return valueOf(await lockProfile({ targetDirectory, buildDirectory: targetDirectory, profileDirectory: 'debug', mode: 'try' }));
}

test('everything stored is placed, and kept the next time', async () => {
  await save('low');
  await save('high');
  expect(await warmDirectory(...warmOptions(root, store))).toMatchObject({ ok: true, value: { report: { placed: 2, kept: 0 } } });
  expect(await warmDirectory(...warmOptions(root, store))).toMatchObject({ ok: true, value: { report: { placed: 0, kept: 2 } } });
});

test('a dry run and an empty catalog make nothing', async () => {
  expect(await warmDirectory(...warmOptions(root, store))).toMatchObject({ ok: true, value: { report: { placed: 0 } } });
  await save('low');
  expect(await warmDirectory(...warmOptions(root, store, { dryRun: true }))).toMatchObject({ ok: true, value: { report: { placed: 1 } } });
  expect(existsSync(`${root}/target`)).toBe(false);
});

test('while cargo builds nothing is touched', async () => {
  await save('low');
  write(`${root}/target/${hashFile('low')}`, 'cargo is at it');
  const release = await cargoBuilds();
  const warmed = await warmDirectory(...warmOptions(root, store, { deadline: 0 }));
  release();
  expect(warmed).toMatchObject({ ok: false, error: { code: 'target-directory-busy' } });
  expect(read('low')).toBe('cargo is at it');
});

test('what cargo built while the lock was waited for is looked at again', async () => {
  await save('low');
  await warmDirectory(...warmOptions(root, store));
  await save('high');
  const release = await cargoBuilds();
  const onWait = (): void => {
    write(`${root}/target/${hashFile('low')}`, '0123456789abcdef');
    release();
  };
  expect(await warmDirectory(...warmOptions(root, store, { onWait }))).toMatchObject({
    ok: true,
    value: { report: { placed: 1, replaced: 1, kept: 0 } },
  });
  expect(read('low')).toBe(HASH);
});

test('what cargo built there for the first time while the lock was waited for is not taken for absent', async () => {
  await save('low');
  write(`${root}/target/debug/.cargo-lock`, '');
  const release = await cargoBuilds();
  const onWait = (): void => {
    // Nothing was there when the plan was made. `high` has no stored unit, and stands on what is about to be replaced.
    write(`${root}/target/${hashFile('low')}`, '0123456789abcdef');
    write(`${root}/target/${hashFile('low')}.json`, recordOf([]));
    write(`${root}/target/${hashFile('high')}`, 'aaaaaaaaaaaaaaaa');
    write(`${root}/target/${hashFile('high')}.json`, recordOf([['low', '0123456789abcdef']]));
    release();
  };
  expect(await warmDirectory(...warmOptions(root, store, { onWait }))).toMatchObject({
    ok: true,
    value: { report: { placed: 0, replaced: 1, invalidated: 1 } },
  });
  expect(existsSync(`${root}/target/${hashFile('high')}`)).toBe(false);
});

test('a worktree that is gone does not come back', async () => {
  await save('low');
  const gone = `${root}/gone` as AbsolutePath;
  const tree = { ...warmOptions(root, store)[2].tree, workspaces: [gone], buildDirectory: `${gone}/target` as AbsolutePath, targetDirectory: `${gone}/target` as AbsolutePath };
  expect(await warmDirectory(...warmOptions(root, store, { worktree: gone, tree }))).toMatchObject({ ok: false, error: { code: 'target-directory-unusable' } });
  expect(existsSync(gone)).toBe(false);
});
