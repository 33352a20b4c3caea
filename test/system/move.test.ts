import { chmodSync, mkdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { makeDirectories } from '../../src/system/move.ts';
import { temporaryDirectory } from '../store/store-fixture.ts';
import { mountReadOnly } from '../support/mounts.ts';

let directory: string;
let remove: () => void;

beforeEach(() => {
  ({ path: directory, remove } = temporaryDirectory('move'));
});
afterEach(() => remove());

test('directories are made with their parents, those that are there keep their mode, and a link to one is one', () => {
  mkdirSync(join(directory, 'a'));
  chmodSync(join(directory, 'a'), 0o751);
  makeDirectories(join(directory, 'a/b/c'), 0o700);
  makeDirectories(join(directory, 'a/b/c'), 0o755);
  expect(['a', 'a/b', 'a/b/c'].map((name) => statSync(join(directory, name)).mode & 0o777)).toEqual([0o751, 0o700, 0o700]);
  symlinkSync('a', join(directory, 'link'));
  makeDirectories(join(directory, 'link/b'));
  expect(() => makeDirectories('/')).not.toThrow();
});

test('what stands in the way is named', () => {
  writeFileSync(join(directory, 'file'), '');
  symlinkSync('nowhere', join(directory, 'dangling'));
  expect(() => makeDirectories(join(directory, 'file'))).toThrow('EEXIST');
  expect(() => makeDirectories(join(directory, 'file/x'))).toThrow('ENOTDIR');
  expect(() => makeDirectories(join(directory, 'dangling/x/y'))).toThrow('EEXIST');
});

test('a file system that is only read is called that', ({ skip }) => {
  const readOnly = mountReadOnly();
  if ('unavailable' in readOnly) return skip(readOnly.unavailable);
  try {
    readOnly.show(directory);
    expect(() => makeDirectories(join(readOnly.path, 'a/b'))).toThrow('EROFS');
  } finally {
    readOnly.remove();
  }
});
