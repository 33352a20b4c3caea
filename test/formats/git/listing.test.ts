import { join } from 'node:path';
import { expect, test } from 'vitest';
import { gitListing } from '../../../src/formats/git/listing.ts';
import { git, makeRepository, temporaryDirectory, write } from './rig.ts';

test('what git tracks and what it would are told apart; a file in conflict and one with a strange name belong to the first', async () => {
  const root = makeRepository(temporaryDirectory());
  write(join(root, '? x.rs'), '');
  git(root, 'add', '.');
  git(root, 'commit', '-q', '-m', 'x');
  git(root, 'checkout', '-q', '-b', 'other');
  write(join(root, 'a.txt'), 'other');
  git(root, 'commit', '-q', '-a', '-m', 'other');
  git(root, 'checkout', '-q', '-');
  write(join(root, 'a.txt'), 'this');
  git(root, 'commit', '-q', '-a', '-m', 'this');
  expect(() => git(root, 'merge', '-q', 'other')).toThrow();
  write(join(root, 'new.txt'), '');
  write(join(root, 'ignored.log'), '');
  write(join(root, '.git/info/exclude'), '*.log\n');
  git(root, 'clone', '-q', '.', 'nested');
  const known = gitListing(root);
  if (!known.ok) throw new Error(known.error.message);
  expect(new Set(known.value.tracked)).toEqual(new Set(['? x.rs', 'a.txt']));
  expect([...known.value.untracked].toSorted()).toEqual(['nested/', 'new.txt']);
});
