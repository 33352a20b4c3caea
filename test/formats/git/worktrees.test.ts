import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { listWorktrees } from '../../../src/formats/git/worktrees.ts';
import { git, makeRepository, opened, temporaryDirectory, write } from './rig.ts';

function list(path: string) {
  const listed = listWorktrees(opened(path));
  if (!listed.ok) throw new Error(listed.error.message);
  return listed.value;
}

test('lists branches, detached, locked and vanished worktrees', () => {
  const top = temporaryDirectory();
  const root = makeRepository(join(top, 'a'));
  const commit = git(root, 'rev-parse', 'HEAD');
  git(root, 'worktree', 'add', '-q', '-b', 'feature/ü', '../line\nbreak');
  git(root, 'worktree', 'add', '-q', '--detach', './inside');
  git(root, 'worktree', 'add', '-q', '-b', 'c', '../gone');
  git(root, 'worktree', 'add', '-q', '-b', 'd', '../away');
  git(root, 'worktree', 'lock', '--reason', 'on a stick', '../away');
  rmSync(join(top, 'gone'), { recursive: true });
  rmSync(join(top, 'away'), { recursive: true });
  const common = { main: false, bare: false, commit, branch: null, locked: null, prunable: false, present: true };
  const found = list(join(top, 'line\nbreak'));
  expect(found[0]).toEqual({ ...common, path: root, main: true, branch: 'main' });
  expect(new Map(found.slice(1).map((worktree) => [worktree.path as string, worktree]))).toEqual(
    new Map(
      Object.entries({
        [join(top, 'line\nbreak')]: { ...common, path: join(top, 'line\nbreak'), branch: 'feature/ü' },
        [join(root, 'inside')]: { ...common, path: join(root, 'inside') },
        [join(top, 'gone')]: { ...common, path: join(top, 'gone'), branch: 'c', prunable: true, present: false },
        [join(top, 'away')]: { ...common, path: join(top, 'away'), branch: 'd', locked: 'on a stick', present: false },
      }),
    ),
  );
});

test('a bare repository is the main entry and marked', () => {
  const top = temporaryDirectory();
  makeRepository(join(top, 'a'));
  git(top, 'clone', '-q', '--bare', 'a', 'bare.git');
  git(join(top, 'bare.git'), 'worktree', 'add', '-q', '../b', '-b', 'b');
  expect(list(join(top, 'b'))).toMatchObject([
    { path: join(top, 'bare.git'), main: true, bare: true, commit: null, branch: null },
    { path: join(top, 'b'), main: false, bare: false, branch: 'b' },
  ]);
});

test('the main worktree of a submodule is where its files are, from wherever it is asked', () => {
  const top = temporaryDirectory();
  makeRepository(join(top, 'lib'));
  const root = makeRepository(join(top, 'a'));
  git(root, '-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', '../lib', 'sub');
  git(join(root, 'sub'), 'worktree', 'add', '-q', join(top, 'b'), '-b', 'b');
  for (const from of [join(root, 'sub'), join(top, 'b')]) {
    expect(list(from)).toMatchObject([
      { path: join(root, 'sub'), main: true, bare: false, branch: 'main', present: true },
      { path: join(top, 'b'), main: false },
    ]);
  }
});

test('with a separate git directory those in the main worktree know where it is, for others it has no files', () => {
  const top = temporaryDirectory();
  makeRepository(join(top, 'a'));
  git(top, 'clone', '-q', '--separate-git-dir', join(top, 'apart'), 'a', 'main');
  git(join(top, 'main'), 'worktree', 'add', '-q', '../b', '-b', 'b');
  expect(list(join(top, 'main'))[0]).toMatchObject({ path: join(top, 'main'), main: true, bare: false, branch: 'main', present: true });
  expect(list(join(top, 'b'))[0]).toMatchObject({ path: join(top, 'apart'), main: true, bare: true, branch: null });
});

test('before the first commit there is a branch and no commit', () => {
  const root = temporaryDirectory();
  git(root, 'init', '-q', '-b', 'main');
  expect(list(root)).toMatchObject([{ path: root, commit: null, branch: 'main' }]);
});

test('a git that dies while another worktree is being added is asked again', () => {
  const top = temporaryDirectory();
  const root = makeRepository(join(top, 'a'));
  git(root, 'worktree', 'add', '-q', '../b');
  const repository = opened(root);
  const commondir = join(root, '.git/worktrees/b/commondir');
  const text = readFileSync(commondir, 'utf8');
  writeFileSync(commondir, '');
  // The first git finds the file empty; what it would have held is there for the second.
  const real = execFileSync('sh', ['-c', 'command -v git'], { encoding: 'utf8' }).trim();
  write(join(top, 'bin/git'), `#!/bin/sh\n"${real}" "$@"\nstatus=$?\nprintf '%s' '${text}' > '${commondir}'\nexit $status\n`, 0o755);
  const path = process.env['PATH'];
  onTestFinished(() => {
    process.env['PATH'] = path;
  });
  process.env['PATH'] = `${join(top, 'bin')}:${path}`;
  const listed = listWorktrees(repository);
  expect(listed.ok && listed.value).toHaveLength(2);
});

test('a git that dies each time is a failure', () => {
  const root = makeRepository(join(temporaryDirectory(), 'a'));
  const repository = opened(root);
  writeFileSync(join(root, '.git/config'), '[broken');
  expect(listWorktrees(repository)).toMatchObject({ ok: false, error: { code: 'git-failed' } });
});
