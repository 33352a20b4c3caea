import { rmSync } from 'node:fs';
import { beforeEach, expect, test } from 'vitest';
import { namedContents, type NamedContents } from '../../../src/engine/contents/named-paths.ts';
import { WorktreeContents } from '../../../src/engine/contents/worktree-contents.ts';
import type { AbsolutePath } from '../../../src/system/brand.ts';
import { temporaryDirectory, write } from '../../formats/git/rig.ts';
import { afterTick } from '../../support/ticks.ts';

let root: AbsolutePath;
const PATHS = ['a/one.txt', 'assets', 'gone/here.txt'];

beforeEach(() => {
  root = temporaryDirectory() as AbsolutePath;
  for (const file of ['a/one.txt', 'assets/x/two.txt', 'other.txt']) write(`${root}/${file}`, file);
});

const named = (paths: readonly string[] = PATHS): NamedContents => namedContents(paths, new WorktreeContents(root));

test('contents of files and below directories count, what is not named does not', () => {
  const { sha256 } = named();
  write(`${root}/other.txt`, 'changed');
  expect(named().sha256).toBe(sha256);
  for (const file of ['a/one.txt', 'assets/x/two.txt']) {
    const before = named().sha256;
    write(`${root}/${file}`, 'changed');
    expect(named().sha256).not.toBe(before);
  }
});

test('what comes and what goes counts', () => {
  const { sha256 } = named();
  write(`${root}/gone/here.txt`, '');
  const there = named().sha256;
  expect(there).not.toBe(sha256);
  rmSync(`${root}/gone/here.txt`);
  expect(named().sha256).toBe(sha256);
});

test('build directories, git\'s and installed packages in a named directory do not', () => {
  const { sha256 } = named();
  for (const file of ['target/CACHEDIR.TAG', 'target/x', 'node_modules/x', '.git/x']) write(`${root}/assets/${file}`, '');
  const names = named().sha256;
  for (const file of ['target/x', 'node_modules/x', '.git/x']) write(`${root}/assets/${file}`, 'changed');
  expect(named().sha256).toBe(names);
  expect(names).not.toBe(sha256);
});

test('the times are those of the newest that is there', () => {
  const before = afterTick();
  expect(named().changedNs).toBeLessThanOrEqual(before);
  write(`${root}/assets/x/two.txt`, 'changed');
  expect(named()).toMatchObject({ newest: 'assets' });
  expect(named().changedNs).toBeGreaterThan(before);
});
