import { chmodSync, chownSync, existsSync, mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { locateStore } from '../../src/store/location.ts';
import { openExistingStore, openStore } from '../../src/store/open.ts';
import type { AbsolutePath } from '../../src/system/brand.ts';
import { errorOf, temporaryDirectory, valueOf } from './store-fixture.ts';

let directory: string;
let remove: () => void;
let root: AbsolutePath;

beforeEach(() => {
  ({ path: directory, remove } = temporaryDirectory('open'));
  root = join(directory, 'cache/cargo-share/v1') as AbsolutePath;
});

afterEach(() => remove());

describe('openStore', () => {
  test('makes a store that only its user can enter, and opens it again', () => {
    const store = valueOf(openStore(root));
    expect(store.unwritable).toBeUndefined();
    expect(statSync(root).mode & 0o777).toBe(0o700);
    expect(readdirSync(root).sort()).toEqual(['STORE', 'catalogs', 'targets', 'tmp', 'units']);
    expect(openStore(root)).toEqual({ ok: true, value: store });
  });

  test('mends a store that was only half made', () => {
    mkdirSync(join(root, 'units'), { recursive: true, mode: 0o700 });
    expect(valueOf(openStore(root)).unwritable).toBeUndefined();
    expect(existsSync(join(root, 'STORE'))).toBe(true);
  });

  test.each(['tmp', 'units', 'catalogs', 'targets'])('makes %s again where it was removed', (name) => {
    valueOf(openStore(root));
    rmSync(join(root, name), { recursive: true });
    expect(valueOf(openStore(root)).unwritable).toBeUndefined();
    expect(readdirSync(root).sort()).toEqual(['STORE', 'catalogs', 'targets', 'tmp', 'units']);
  });

  test('remembers nothing of build directories once its units are removed', () => {
    valueOf(openStore(root));
    writeFileSync(join(root, 'targets', 'x.json'), '');
    valueOf(openStore(root));
    expect(readdirSync(join(root, 'targets'))).toEqual(['x.json']);
    rmSync(join(root, 'units'), { recursive: true });
    valueOf(openStore(root));
    expect(readdirSync(join(root, 'targets'))).toEqual([]);
  });

  test('refuses one that others may write', () => {
    valueOf(openStore(root));
    chmodSync(root, 0o777);
    expect(errorOf(openStore(root))).toMatchObject({ code: 'store-foreign', path: root });
  });

  test('refuses one of another user', (context) => {
    if (process.getuid?.() !== 0) return context.skip('only root can give a directory away');
    valueOf(openStore(root));
    chownSync(root, 65_534, 65_534);
    expect(errorOf(openStore(root))).toMatchObject({ code: 'store-foreign', path: root });
  });

  test('refuses what is no store, or one of an unknown kind', () => {
    valueOf(openStore(root));
    writeFileSync(join(root, 'STORE'), '{"format":2}\n');
    expect(errorOf(openStore(root))).toMatchObject({ code: 'store-damaged', path: root });
    writeFileSync(join(directory, 'file'), '');
    expect(errorOf(openStore(join(directory, 'file') as AbsolutePath)).code).toBe('store-damaged');
    expect(errorOf(openStore(join(directory, 'file/below') as AbsolutePath)).code).toBe('store-unwritable');
  });

  test('looking does not make one', () => {
    expect(openExistingStore(root)).toBeUndefined();
    expect(existsSync(root)).toBe(false);
  });
});

describe('locateStore', () => {
  const locate = (o: { named?: string; xdg?: string; common?: string }) =>
    locateStore({
      named: o.named,
      cwd: directory,
      environment: { XDG_CACHE_HOME: o.xdg },
      home: join(directory, 'home'),
      gitCommonDirectory: (o.common ?? join(directory, 'repo/.git')) as AbsolutePath,
    });

  test('a named directory wins; the format is part of the path', () => {
    expect(locate({ named: 'mine' })).toEqual({ root: join(directory, 'mine/v1'), chosen: 'named' });
  });

  test('the cache directory where it is on the clone’s file system, made or not', () => {
    expect(locate({ xdg: join(directory, 'xdg') })).toEqual({ root: join(directory, 'xdg/cargo-share/v1'), chosen: 'cache' });
    expect(locate({})).toEqual({ root: join(directory, 'home/.cache/cargo-share/v1'), chosen: 'cache' });
    expect(locate({ xdg: 'relative' }).root).toBe(join(directory, 'home/.cache/cargo-share/v1'));
  });

  test('inside the clone where hard links could not reach the cache', () => {
    expect(locate({ xdg: '/dev/shm/cache' })).toEqual({ root: join(directory, 'repo/.git/cargo-share/v1'), chosen: 'repository' });
  });
});
