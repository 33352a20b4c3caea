import { rmSync } from 'node:fs';
import { beforeEach, describe, expect, test } from 'vitest';
import { PackageListing } from '../../../src/engine/contents/package-files.ts';
import { WorktreeContents } from '../../../src/engine/contents/worktree-contents.ts';
import type { AbsolutePath, Sha256 } from '../../../src/system/brand.ts';
import { setMtime } from '../../../src/system/times.ts';
import { temporaryDirectory, write } from '../../formats/git/rig.ts';

const FILES = ['Cargo.toml', 'app/Cargo.toml', 'app/build.rs', 'app/data.txt', 'app/inner/Cargo.toml', 'app/inner/data.txt', 'apple/data.txt', 'top.txt'];
let root: AbsolutePath;

beforeEach(() => {
  root = temporaryDirectory() as AbsolutePath;
  for (const path of FILES) write(`${root}/${path}`, path);
});

const listing = (files: readonly string[] = FILES) => new PackageListing(new WorktreeContents(root), files);
const digest = (packageRoot = 'app', files = FILES): Sha256 => listing(files).of(packageRoot).sha256;

describe('what counts of a package', () => {
  test('a changed content, another file, one less: another digest', () => {
    const before = digest();
    expect(digest('app', [...FILES, 'app/more.txt'])).not.toBe(before);
    expect(digest('app', FILES.filter((path) => path !== 'app/data.txt'))).not.toBe(before);
    write(`${root}/app/data.txt`, 'changed');
    expect(digest()).not.toBe(before);
  });

  test('with a name that is not UTF-8 among them they are never the same', () => {
    const files = [...FILES, 'app/\uFFFD.txt'];
    expect(digest('app', files)).not.toBe(digest('app', files));
  });

  test('a new .rs file counts by its name', () => {
    expect(digest('app', [...FILES, 'app/src/part.rs'])).not.toBe(digest());
  });

  test('packages inside it and beside it do not count', () => {
    const before = digest();
    for (const path of ['app/inner/data.txt', 'apple/data.txt', 'top.txt']) write(`${root}/${path}`, 'changed');
    expect(digest()).toBe(before);
  });

  test('the package at the top is all that is in no other', () => {
    const before = digest('');
    write(`${root}/app/data.txt`, 'changed');
    expect(digest('')).toBe(before);
    write(`${root}/apple/data.txt`, 'changed');
    expect(digest('')).not.toBe(before);
  });

  test('the order in which files are listed does not matter', () => {
    expect(digest('app', FILES.toReversed())).toBe(digest());
  });

  test('a listed file that is gone is not an empty one', () => {
    write(`${root}/app/empty.txt`, '');
    expect(digest('app', [...FILES, 'app/empty.txt'])).not.toBe(digest('app', [...FILES, 'app/absent.txt']));
  });
});

test('a file that has gone is told by its directory', () => {
  write(`${root}/app/assets/one.txt`, 'one');
  const before = listing().of('app').changedNs;
  rmSync(`${root}/app/data.txt`);
  const { newest, changedNs } = listing(FILES.filter((path) => path !== 'app/data.txt')).of('app');
  expect(newest).toBe('app');
  expect(changedNs).toBeGreaterThan(before);
});

test('the newest change is named with its file, whatever modification time that got', () => {
  // Looking waits the clock tick out: what is written after it is newer.
  const before = listing().of('app').changedNs;
  write(`${root}/app/data.txt`, 'changed');
  setMtime(`${root}/app/data.txt`, 1n);
  const { newest, changedNs } = listing().of('app');
  expect(newest).toBe('app/data.txt');
  expect(changedNs).toBeGreaterThan(before);
});

test('an empty package has no time', () => {
  expect(listing([]).of('app')).toMatchObject({ changedNs: 0n, newest: undefined });
});
