import { rmSync } from 'node:fs';
import { beforeEach, describe, expect, test } from 'vitest';
import { PackageListing } from '../../src/contents/package-files.ts';
import { WorktreeContents } from '../../src/contents/worktree-contents.ts';
import type { AbsolutePath, Sha256 } from '../../src/system/brand.ts';
import { setMtime } from '../../src/system/times.ts';
import type { PackageFiles } from '../../src/units/model.ts';
import { temporaryDirectory, write } from '../git/rig.ts';

const FILES = ['Cargo.toml', 'app/Cargo.toml', 'app/build.rs', 'app/data.txt', 'app/inner/Cargo.toml', 'app/inner/data.txt', 'apple/data.txt', 'top.txt'];
let root: AbsolutePath;

beforeEach(() => {
  root = temporaryDirectory() as AbsolutePath;
  for (const path of FILES) write(`${root}/${path}`, path);
});

const listing = (files: readonly string[] = FILES) => new PackageListing(new WorktreeContents(root), files);
const digest = (which: PackageFiles, packageRoot = 'app', files = FILES): Sha256 => listing(files).of(packageRoot, which).sha256;

describe.each<PackageFiles>(['all', 'visible-to-macros'])('%s', (which) => {
  test('a changed content, another file, one less: another digest', () => {
    const before = digest(which);
    expect(digest(which, 'app', [...FILES, 'app/more.txt'])).not.toBe(before);
    expect(digest(which, 'app', FILES.filter((path) => path !== 'app/data.txt'))).not.toBe(before);
    write(`${root}/app/data.txt`, 'changed');
    expect(digest(which)).not.toBe(before);
  });

  test('with a name that is not UTF-8 among them they are never the same', () => {
    const files = [...FILES, 'app/\uFFFD.txt'];
    expect(digest(which, 'app', files)).not.toBe(digest(which, 'app', files));
  });

  test('a new .rs file counts by its name', () => {
    expect(digest(which, 'app', [...FILES, 'app/src/part.rs'])).not.toBe(digest(which));
  });

  test('packages inside it and beside it do not count', () => {
    const before = digest(which);
    for (const path of ['app/inner/data.txt', 'apple/data.txt', 'top.txt']) write(`${root}/${path}`, 'changed');
    expect(digest(which)).toBe(before);
  });

  test('the package at the top is all that is in no other', () => {
    const before = digest(which, '');
    write(`${root}/app/data.txt`, 'changed');
    expect(digest(which, '')).toBe(before);
    write(`${root}/apple/data.txt`, 'changed');
    expect(digest(which, '')).not.toBe(before);
  });

  test('the order in which files are listed does not matter', () => {
    expect(digest(which, 'app', FILES.toReversed())).toBe(digest(which));
  });

  test('a listed file that is gone is not an empty one', () => {
    write(`${root}/app/empty.txt`, '');
    expect(digest(which, 'app', [...FILES, 'app/empty.txt'])).not.toBe(digest(which, 'app', [...FILES, 'app/absent.txt']));
  });
});

test('the content of a .rs file counts for a build script alone: what a crate compiles is among its inputs', () => {
  const [all, visible] = [digest('all'), digest('visible-to-macros')];
  write(`${root}/app/build.rs`, 'changed');
  expect(digest('all')).not.toBe(all);
  expect(digest('visible-to-macros')).toBe(visible);
});

test('a source that no target has by its place counts for macros too: nobody declares that they read it', () => {
  const files = [...FILES, 'app/src/part.rs', 'app/tests/one.rs'];
  for (const path of files) write(`${root}/${path}`, path);
  const before = digest('visible-to-macros', 'app', files);
  write(`${root}/app/tests/one.rs`, 'changed');
  expect(digest('visible-to-macros', 'app', files)).toBe(before);
  write(`${root}/app/src/part.rs`, 'changed');
  expect(digest('visible-to-macros', 'app', files)).not.toBe(before);
});

test('a file that has gone is told by its directory', () => {
  write(`${root}/app/assets/one.txt`, 'one');
  const before = listing().of('app', 'all').changedNs;
  rmSync(`${root}/app/data.txt`);
  const { newest, changedNs } = listing(FILES.filter((path) => path !== 'app/data.txt')).of('app', 'all');
  expect(newest).toBe('app');
  expect(changedNs).toBeGreaterThan(before);
});

test('the newest change is named with its file, whatever modification time that got', () => {
  // Looking waits the clock tick out: what is written after it is newer.
  const before = listing().of('app', 'all').changedNs;
  write(`${root}/app/data.txt`, 'changed');
  setMtime(`${root}/app/data.txt`, 1n);
  const { newest, changedNs } = listing().of('app', 'all');
  expect(newest).toBe('app/data.txt');
  expect(changedNs).toBeGreaterThan(before);
});

test('an empty package has no time', () => {
  expect(listing([]).of('app', 'all')).toMatchObject({ changedNs: 0n, newest: undefined });
});

describe('what compilers may include', () => {
  const SOURCES = [...FILES, 'app/c/answer.c', 'app/c/answer.h', 'app/Makefile'];

  beforeEach(() => {
    for (const path of SOURCES) write(`${root}/${path}`, path);
  });

  test.each(['app/c/answer.h', 'app/Makefile'])('%s counts', (path) => {
    const before = digest('read-by-compilers', 'app', SOURCES);
    write(`${root}/${path}`, 'changed');
    expect(digest('read-by-compilers', 'app', SOURCES)).not.toBe(before);
  });

  test('Rust sources and other files do not', () => {
    const before = digest('read-by-compilers', 'app', SOURCES);
    write(`${root}/app/data.txt`, 'changed');
    expect(digest('read-by-compilers', 'app', [...SOURCES, 'app/src/part.rs', 'app/more.txt'])).toBe(before);
  });

  test('a header that is gone is told by its directory, and a new file at the top of the package by nothing', () => {
    const old = 1_000_000_000n * 1_000_000_000n;
    for (const path of SOURCES) setMtime(`${root}/${path}`, old);
    const changed = (): string | undefined => listing(SOURCES).of('app', 'read-by-compilers').newest;
    setMtime(`${root}/app/c`, 4_000_000_000n * 1_000_000_000n);
    expect(changed()).toBe('app/c');
    setMtime(`${root}/app/c`, old);
    setMtime(`${root}/app`, 4_000_000_000n * 1_000_000_000n);
    expect(changed()).not.toBe('app');
  });
});
