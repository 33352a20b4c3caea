import { linkSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { WithoutBytes } from '../../../src/commands/reclaim/finding.ts';
import { measureFindings } from '../../../src/commands/reclaim/measure.ts';
import type { AbsolutePath } from '../../../src/system/brand.ts';

const SIZE = 100_000;
let top: AbsolutePath;
beforeEach(() => {
  top = mkdtempSync(join(tmpdir(), 'measure-')) as AbsolutePath;
  for (const name of ['a', 'b', 'kept']) mkdirSync(join(top, name));
  writeFileSync(join(top, 'a/own'), Buffer.alloc(SIZE, 'x'));
  writeFileSync(join(top, 'a/shared'), Buffer.alloc(SIZE, 'y'));
  linkSync(join(top, 'a/shared'), join(top, 'b/shared'));
});
afterEach(() => rmSync(top, { recursive: true }));

const removal = (...paths: readonly string[]): WithoutBytes => ({
  kind: 'orphaned', reason: { reason: 'same-bytes' }, directory: top, worktree: undefined, count: 0, paths, merges: [],
});
const allocated = (path: string): number => statSync(join(top, path)).blocks * 512;

test('a file with a name elsewhere frees nothing, and all of it once its last name goes', () => {
  expect(measureFindings([removal('a')])).toEqual({ logical: 2 * SIZE, physical: allocated('a') + allocated('a/own') });
  expect(measureFindings([removal('a'), removal('b')])).toEqual({
    logical: 3 * SIZE,
    physical: allocated('a') + allocated('b') + allocated('a/own') + allocated('a/shared'),
  });
  linkSync(join(top, 'b/shared'), join(top, 'kept/shared'));
  expect(measureFindings([removal('a'), removal('b')]).physical).toBe(allocated('a') + allocated('b') + allocated('a/own'));
});

test('what is merged frees its blocks when all its names are', () => {
  const stamps = { from: '', to: '' };
  const merge = (...names: readonly string[]): WithoutBytes => ({
    ...removal(), merges: [{ from: join(top, 'kept/x'), names: names.map((name) => join(top, name)), way: 'link', size: SIZE, stamps }],
  });
  expect(measureFindings([merge('a/shared')]).physical).toBe(0);
  expect(measureFindings([merge('a/shared', 'b/shared')])).toEqual({ logical: 2 * SIZE, physical: allocated('a/shared') });
});
