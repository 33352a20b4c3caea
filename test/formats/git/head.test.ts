import { lstatSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { headState, headStateByGit } from '../../../src/formats/git/head.ts';
import { git, makeRepository, temporaryDirectory, write } from './rig.ts';

/** Sets a file's time back, so that what does not move it is seen not to. */
function age(...paths: string[]): void {
  for (const path of paths) utimesSync(path, 1_000_000_000, 1_000_000_000);
}

const OLD = 1_000_000_000n * 1_000_000_000n;

function mtimeNs(path: string): bigint {
  return lstatSync(path, { bigint: true }).mtimeNs;
}

test('reads branch and commit as git tells them, without starting git', () => {
  const top = temporaryDirectory();
  const root = makeRepository(join(top, 'a'));
  git(root, 'worktree', 'add', '-q', '-b', 'feature/x', '../b');
  git(join(top, 'b'), 'commit', '-q', '--allow-empty', '-m', 'second');
  git(root, 'worktree', 'add', '-q', '--detach', '../c');
  const commits = ['a', 'b', 'c'].map((name) => git(join(top, name), 'rev-parse', 'HEAD'));
  onTestFinished(() => void vi.unstubAllEnvs());
  vi.stubEnv('PATH', '/no/git/here');
  expect(headState(root)).toMatchObject({ branch: 'main', commit: commits[0] });
  expect(headState(join(top, 'b'))).toMatchObject({ branch: 'feature/x', commit: commits[1] });
  expect(headState(join(top, 'c'))).toMatchObject({ branch: null, commit: commits[2] });
});

test('packed refs, symbolic branches, unborn branches, and what is no worktree', () => {
  const top = temporaryDirectory();
  const root = makeRepository(join(top, 'a'));
  const commit = git(root, 'rev-parse', 'HEAD');
  git(root, 'branch', 'mai');
  git(root, 'pack-refs', '--all');
  expect(headState(root)).toMatchObject({ branch: 'main', commit });
  git(root, 'symbolic-ref', 'refs/heads/alias', 'refs/heads/main');
  git(root, 'symbolic-ref', 'HEAD', 'refs/heads/alias');
  expect(headState(root)).toMatchObject({ branch: 'main', commit });
  git(root, 'symbolic-ref', 'HEAD', 'refs/heads/nothing-yet');
  expect(headState(root)).toMatchObject({ branch: 'nothing-yet', commit: null });
  expect(headState(top)).toBeNull();
});

test('agrees with git itself in every state', () => {
  const root = makeRepository(temporaryDirectory());
  const agree = () => {
    const byGit = headStateByGit(root, join(root, '.git'));
    const { commit, branch } = headState(root) ?? {};
    expect({ commit, branch }).toEqual({ commit: byGit?.commit, branch: byGit?.branch });
  };
  agree();
  git(root, 'pack-refs', '--all');
  agree();
  git(root, 'checkout', '-q', '--detach');
  agree();
  git(root, 'checkout', '-q', '--orphan', 'new');
  agree();
});

test('the time is not before any move of HEAD, however it was moved', () => {
  const root = makeRepository(temporaryDirectory());
  const dot = join(root, '.git');
  const files = ['HEAD', 'refs/heads/main', 'logs/refs/heads/main'].map((name) => join(dot, name));
  age(...files);
  expect(headState(root)?.movedNs).toBe(OLD);

  // Status and the index do not move HEAD.
  write(join(root, 'b.txt'), 'b');
  git(root, 'add', 'b.txt');
  expect(headState(root)?.movedNs).toBe(OLD);

  git(root, 'commit', '-q', '-m', 'second');
  expect(headState(root)?.movedNs).toBeGreaterThan(OLD);
  age(...files);
  git(root, 'reset', '-q', '--hard', 'HEAD~1');
  expect(headState(root)?.movedNs).toBeGreaterThan(OLD);
  age(...files);
  git(root, 'symbolic-ref', 'HEAD', 'refs/heads/main');
  expect(headState(root)?.movedNs).toBe(mtimeNs(join(dot, 'HEAD')));
});

test('a branch moved from elsewhere and then packed has not stood still', () => {
  const top = temporaryDirectory();
  const root = makeRepository(join(top, 'a'));
  git(root, 'commit', '-q', '--allow-empty', '-m', 'second');
  git(root, 'worktree', 'add', '-q', '-b', 'b', '../b');
  const own = join(root, '.git/worktrees/b');
  age(join(own, 'HEAD'), join(root, '.git/refs/heads/b'), join(root, '.git/logs/refs/heads/b'));
  // From the main worktree: only the branch's own files tell.
  git(root, 'update-ref', 'refs/heads/b', 'HEAD~1');
  git(root, 'pack-refs', '--all');
  age(join(root, '.git/packed-refs'));
  expect(headState(join(top, 'b'))?.movedNs).toBe(mtimeNs(join(root, '.git/logs/refs/heads/b')));

  // Without a log, the branch's own file tells, and the pack once that is gone.
  git(root, 'config', 'core.logAllRefUpdates', 'false');
  git(root, 'update-ref', '-d', 'refs/heads/b');
  git(root, 'update-ref', 'refs/heads/b', 'HEAD');
  age(join(own, 'HEAD'));
  expect(headState(join(top, 'b'))?.movedNs).toBe(mtimeNs(join(root, '.git/refs/heads/b')));
  git(root, 'pack-refs', '--all');
  age(join(own, 'HEAD'));
  expect(headState(join(top, 'b'))?.movedNs).toBe(mtimeNs(join(root, '.git/packed-refs')));
});
