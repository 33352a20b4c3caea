import { mkdirSync, rmSync } from 'node:fs';
import { beforeEach, describe, expect, test } from 'vitest';
import { donorsFor, findWorktree, openClone, otherWorktrees, presentWorktrees, type Clone } from '../../../src/engine/clone/clone.ts';
import { git, makeRepository, temporaryDirectory } from '../../formats/git/rig.ts';
import { errorOf, valueOf } from '../../store/store-fixture.ts';

let top: string;
let main: string;

beforeEach(() => {
  top = temporaryDirectory();
  main = makeRepository(`${top}/main`);
});

const add = (name: string): string => {
  git(main, 'worktree', 'add', '-q', '-b', name, `${top}/${name}`);
  return `${top}/${name}`;
};
const open = async (cwd = main): Promise<Clone> => valueOf(await openClone({ cwd, env: { HOME: top, XDG_CACHE_HOME: `${top}/cache` }, flags: {} }));

test('a clone is the same from each of its worktrees', async () => {
  const one = add('one');
  const [a, b] = [await open(), await open(one)];
  expect(b.repository.commonDirectory).toBe(a.repository.commonDirectory);
  expect(a.location).toEqual(b.location);
  expect(presentWorktrees(a).map(({ path }) => path)).toEqual([main, one]);
  expect([a.repository.worktree, b.repository.worktree]).toEqual([main, one]);
});

test('outside a repository there is none', async () => {
  const failure = errorOf(await openClone({ cwd: top, env: {}, flags: {} }));
  expect(failure.code).toBe('not-a-git-repository');
});

describe('findWorktree', () => {
  test('the one that a command runs in, or the one that is named', async () => {
    const one = add('one');
    mkdirSync(`${one}/deep`);
    const clone = await open(`${one}/deep`);
    expect(valueOf(findWorktree(clone, undefined, `${one}/deep`)).path).toBe(one);
    expect(valueOf(findWorktree(clone, '../../main', `${one}/deep`)).path).toBe(main);
    expect(valueOf(findWorktree(clone, main, one)).path).toBe(main);
  });

  test('a directory that is none, and one that is gone', async () => {
    const one = add('one');
    rmSync(one, { recursive: true });
    const clone = await open();
    expect(errorOf(findWorktree(clone, top, main)).code).toBe('worktree-unknown');
    expect(errorOf(findWorktree(clone, one, main)).code).toBe('worktree-vanished');
    expect(presentWorktrees(clone).map(({ path }) => path)).toEqual([main]);
  });

  test('a bare clone has none of its own', async () => {
    git(top, 'clone', '-q', '--bare', main, `${top}/bare.git`);
    const clone = await open(`${top}/bare.git`);
    expect(errorOf(findWorktree(clone, undefined, `${top}/bare.git`)).code).toBe('not-a-worktree');
    expect(presentWorktrees(clone)).toEqual([]);
  });
});

test('donors: those at the same commit first, the main one before the others', async () => {
  const [one, two, three] = [add('one'), add('two'), add('three')];
  for (const path of [two, three]) git(path, 'commit', '-q', '--allow-empty', '-m', path);
  git(three, 'reset', '-q', '--hard', 'two');
  const clone = await open();
  const target = valueOf(findWorktree(clone, three, main));
  expect(donorsFor(clone, target)).toEqual([two, main, one]);
  expect(otherWorktrees(clone, target.path)).toEqual([main, one, two]);
});
