import { rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readBlobs } from '../../../src/formats/git/blobs.ts';
import { git, makeRepository, temporaryDirectory, write } from './rig.ts';

function read(root: string, commit: string, paths: string[]) {
  const blobs = readBlobs(root, commit, paths);
  if (!blobs.ok) throw new Error(blobs.error.message);
  return blobs.value;
}

test('gives the bytes of the commit, not of the disk, for names and contents of any kind', () => {
  const root = makeRepository(temporaryDirectory());
  const binary = Buffer.from([0, 10, 255, 13, 10, 0]);
  write(join(root, 'dir/bin ary'), binary);
  write(join(root, 'ünï missing'), 'text without end');
  write(join(root, 'empty'), '');
  symlinkSync('empty', join(root, 'link'));
  git(root, 'add', '.');
  git(root, 'commit', '-q', '-m', 'x');
  const commit = git(root, 'rev-parse', 'HEAD');
  for (const name of ['dir', 'empty', 'ünï missing']) rmSync(join(root, name), { recursive: true });
  const paths = ['nothing here', 'dir/bin ary', 'dir', 'ünï missing', 'line\nbreak', 'empty', 'link', 'empty'];
  const blobs = read(root, commit, paths);
  expect([...blobs.keys()]).toEqual([...new Set(paths)]);
  expect(blobs.get('dir/bin ary')).toEqual(binary);
  expect(blobs.get('ünï missing')?.toString()).toBe('text without end');
  expect(blobs.get('empty')).toEqual(Buffer.alloc(0));
  expect(blobs.get('link')?.toString()).toBe('empty');
  for (const path of ['nothing here', 'dir', 'line\nbreak']) expect(blobs.get(path)).toBeUndefined();
});

test('a commit that is not known has no files; no paths, no git', () => {
  const root = makeRepository(temporaryDirectory());
  expect(read(root, '0'.repeat(40), ['a.txt']).get('a.txt')).toBeUndefined();
  expect(read(temporaryDirectory(), 'x', [])).toEqual(new Map());
  expect(readBlobs(temporaryDirectory(), 'HEAD', ['a'])).toMatchObject({ ok: false, error: { code: 'git-failed' } });
});

test('more than a pipe holds, both ways', () => {
  const root = makeRepository(temporaryDirectory());
  const paths = Array.from({ length: 400 }, (_, i) => `many/${'n'.repeat(220)}${i}.rs`);
  for (const path of paths) write(join(root, path), `// ${path}\n`.repeat(20));
  git(root, 'add', '.');
  git(root, 'commit', '-q', '-m', 'x');
  const blobs = read(root, 'HEAD', paths);
  expect(paths.every((path) => blobs.get(path)?.toString() === `// ${path}\n`.repeat(20))).toBe(true);
});
