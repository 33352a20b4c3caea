import { mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { findHooksDirectory } from '../../../../src/formats/git/hooks/hooks-directory.ts';
import { listWorktrees } from '../../../../src/formats/git/worktrees.ts';
import { git, makeRepository, opened, temporaryDirectory, write } from '../rig.ts';

function find(path: string) {
  const repository = opened(path);
  const worktrees = listWorktrees(repository);
  if (!worktrees.ok) throw new Error(worktrees.error.message);
  const found = findHooksDirectory(repository, worktrees.value);
  if (!found.ok) throw new Error(found.error.message);
  return found.value;
}

test("the clone's own, from every worktree and subdirectory, and in a bare repository", () => {
  const top = temporaryDirectory();
  const root = makeRepository(join(top, 'a'));
  git(root, 'worktree', 'add', '-q', '../b');
  mkdirSync(join(top, 'b/sub'));
  for (const path of ['a', 'b', 'b/sub']) {
    expect(find(join(top, path))).toEqual({ kind: 'own', path: join(root, '.git/hooks') });
  }
  git(top, 'clone', '-q', '--bare', 'a', 'bare.git');
  expect(find(join(top, 'bare.git'))).toEqual({ kind: 'own', path: join(top, 'bare.git/hooks') });
});

test('a relative path counts from the root of the worktree; committed scripts are never ours', () => {
  const top = temporaryDirectory();
  const root = makeRepository(join(top, 'a'));
  write(join(root, '.githooks/pre-push'), '#!/bin/sh\n', 0o755);
  mkdirSync(join(root, 'sub'));
  git(root, 'config', 'core.hooksPath', '.githooks');
  const tracked = { kind: 'tracked', path: join(root, '.githooks') };
  // Not yet committed, but it will be.
  expect(find(join(root, 'sub'))).toEqual(tracked);
  git(root, 'add', '.');
  expect(find(join(root, 'sub'))).toEqual(tracked);
  git(root, 'commit', '-q', '-m', 'hooks');
  git(root, 'worktree', 'add', '-q', '../old', 'HEAD~1');
  // A branch that does not have them: nothing is made there either.
  expect(find(join(top, 'old'))).toEqual({ kind: 'tracked', path: join(top, 'old/.githooks') });
});

test('a directory in the worktree that git ignores is ours, unless it is husky’s', () => {
  const root = makeRepository(temporaryDirectory());
  write(join(root, '.git/info/exclude'), '/.hooks\n');
  mkdirSync(join(root, '.hooks'));
  git(root, 'config', 'core.hooksPath', '.hooks');
  expect(find(root)).toEqual({ kind: 'own', path: join(root, '.hooks') });
  // Husky 9.
  write(join(root, '.husky/_/.gitignore'), '*\n');
  write(join(root, '.husky/_/h'), '');
  git(root, 'config', 'core.hooksPath', '.husky/_');
  const husky = { kind: 'generated', by: 'husky', scripts: join(root, '.husky') };
  expect(find(root)).toEqual({ ...husky, path: join(root, '.husky/_') });
  // Husky 8.
  write(join(root, '.husky/_/husky.sh'), '');
  git(root, 'config', 'core.hooksPath', '.husky');
  expect(find(root)).toEqual({ ...husky, path: join(root, '.husky') });
});

test('a directory for all clones of a person, one for this clone, and files of another repository', () => {
  const top = temporaryDirectory();
  const root = makeRepository(join(top, 'a'));
  const home = join(top, 'home');
  mkdirSync(join(home, 'hooks'), { recursive: true });
  write(join(home, '.gitconfig'), '[core]\n\thooksPath = ~/hooks\n');
  onTestFinished(() => void vi.unstubAllEnvs());
  vi.stubEnv('HOME', home);
  vi.stubEnv('XDG_CONFIG_HOME', join(home, '.config'));
  expect(find(root)).toEqual({ kind: 'shared', path: join(home, 'hooks'), scope: 'global' });
  git(root, 'config', 'core.hooksPath', '~/hooks');
  expect(find(root)).toEqual({ kind: 'own', path: join(home, 'hooks') });
  makeRepository(home);
  write(join(home, 'hooks/pre-commit'), '#!/bin/sh\n');
  git(home, 'add', 'hooks');
  expect(find(root)).toEqual({ kind: 'tracked', path: join(home, 'hooks') });
});

test('a link from the clone’s own place to committed scripts is seen through', () => {
  const root = makeRepository(temporaryDirectory());
  write(join(root, 'tools/hooks/pre-push'), '#!/bin/sh\n');
  git(root, 'add', '.');
  rmSync(join(root, '.git/hooks'), { recursive: true });
  symlinkSync('../tools/hooks', join(root, '.git/hooks'));
  expect(find(root)).toEqual({ kind: 'tracked', path: join(root, '.git/hooks') });
});

test('switched off, and set for one worktree only', () => {
  const top = temporaryDirectory();
  const root = makeRepository(join(top, 'a'));
  git(root, 'worktree', 'add', '-q', '../b');
  git(root, 'config', 'core.hooksPath', '/dev/null');
  expect(find(root)).toEqual({ kind: 'disabled', path: '/dev/null' });
  git(root, 'config', 'extensions.worktreeConfig', 'true');
  git(join(top, 'b'), 'config', '--worktree', 'core.hooksPath', join(top, 'only-b'));
  expect(find(join(top, 'b'))).toEqual({ kind: 'own', path: join(top, 'only-b') });
  expect(find(root)).toEqual({ kind: 'disabled', path: '/dev/null' });
});
