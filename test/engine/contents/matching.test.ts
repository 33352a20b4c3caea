import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { fixedPart, matching, matchingDigest } from '../../../src/engine/contents/matching.ts';
import { WorktreeContents } from '../../../src/engine/contents/worktree-contents.ts';
import type { AbsolutePath } from '../../../src/system/brand.ts';
import { temporaryDirectory, write } from '../../formats/git/rig.ts';

function place(files: readonly string[]) {
  const root = temporaryDirectory();
  for (const file of files) write(join(root, file), file);
  return { root, contents: new WorktreeContents(root as AbsolutePath), built: [`${root}/target`] };
}

test.each([
  ['q/*.sql', ['q/a.sql']],
  ['q/**/*.sql', ['q/a.sql', 'q/deep/b.sql']],
  ['q', ['q/a.sql', 'q/deep/b.sql', 'q/note.txt']],
  ['q/', ['q/a.sql', 'q/deep/b.sql', 'q/note.txt']],
  ['./q/a.sql', ['q/a.sql']],
  ['**/*.sql', ['q/a.sql', 'q/deep/b.sql']],
  ['none', []],
  ['q/a.sql/**', []],
])('%s', (pattern, files) => {
  expect(matching(pattern, place(['q/a.sql', 'q/deep/b.sql', 'q/note.txt', 'target/c.sql', '.git/d.sql']))).toEqual(files);
});

test('names and contents count, and links as such', () => {
  const here = place(['q/a.sql']);
  symlinkSync('/nowhere', join(here.root, 'q/link.sql'));
  expect(matching('q/*', here)).toEqual(['q/a.sql', 'q/link.sql']);
  const digest = (files: readonly string[]) => matchingDigest('q/*', place(files));
  expect(digest(['q/a.sql'])).toBe(digest(['q/a.sql', 'b.sql']));
  expect(digest(['q/a.sql'])).not.toBe(digest(['q/a.sql', 'q/b.sql']));
  expect(digest(['q/a.sql'])).not.toBe(digest([]));
});

test('the part without wildcards', () => {
  expect(['a/b/*.c', '*.c', 'a/b', 'a/[x]/c'].map(fixedPart)).toEqual(['a/b', '', 'a/b', 'a']);
});
