import { beforeEach, describe, expect, test } from 'vitest';
import type { HeadState } from '../../src/git/head.ts';
import type { GitState } from '../../src/git/work-tree.ts';
import type { CollectedUnit } from '../../src/save/collected.ts';
import type { Donor } from '../../src/save/donor.ts';
import { gitOfMacro, gitOfRun, namesGitDirectory, type GitFindings } from '../../src/save/git-evidence.ts';
import { sha256 } from '../../src/units/identity.ts';
import { temporaryDirectory, write } from '../git/rig.ts';
import { builtUnit, collected, donorAt, inMemory } from './donors.ts';

const head: HeadState = { commit: 'c0ffee0123456789c0ffee0123456789c0ffee01', branch: 'topic', movedNs: 5n };
const state: GitState = { head, tags: () => ({ tags: ['v1 c0ffee'], movedNs: 4n }), dirty: () => null };
let donor: Donor;

beforeEach(() => {
  donor = donorAt(temporaryDirectory(), { git: state });
});

const run = (output: string, generated: string | Buffer = ''): CollectedUnit =>
  collected(builtUnit('app', { kind: 'run-build-script' }), inMemory('script-output', 'output', output), inMemory('out-file', 'out/x.rs', generated));
const of = (unit: CollectedUnit, told: string | null = null, git: Partial<GitState> = {}): GitFindings | undefined =>
  gitOfRun(unit, { donor: { ...donor, git: { ...state, ...git } }, told });

describe('gitOfRun', () => {
  test('a run that nothing connects with git has no condition', () => {
    expect(of(run('cargo:rustc-cfg=x'))).toBeUndefined();
  });

  test.each([
    ['what its text tells', run(''), 'stamp names `git`'],
    ['the commit in what it printed', run(`V=${head.commit}`), null],
    ['the short commit in what it generated', run('', 'const V: &str = "c0ffee0";'), null],
    ['a variable\'s name', run('cargo:rustc-env=GIT_BRANCH=x'), null],
  ])('%s ties it to the commit', (_, unit, told) => {
    expect(of(unit, told)).toMatchObject({
      evidence: { movedNs: 5n, hasCommit: true, dirtyMark: undefined },
      conditions: [
        { kind: 'same-commit', commit: head.commit, branch: null, tags: sha256('v1 c0ffee') },
        { kind: 'clean-worktree' },
      ],
    });
  });

  test('a branch that it names ties it to the branch', () => {
    expect(of(run('cargo:rustc-env=SAID=topic'), 'told')?.conditions[0]).toMatchObject({ branch: 'topic' });
  });

  test.each(['v1.0-3-gc0ffee0-dirty', 'DIRTY=dirty', 'v1-modified', 'state: Modified'])('%s is a dirty mark', (text) => {
    expect(of(run(`a\n${text}\nb`), 'told')?.evidence.dirtyMark).toBe(text);
  });

  test('so is what git says now', () => {
    expect(of(run(''), 'told', { dirty: () => 'notes.txt' })?.evidence.dirtyMark).toBe('notes.txt');
  });

  test('a tag that is newer than HEAD\'s move counts, and one whose time is not known', () => {
    expect(of(run(''), 'told', { tags: () => ({ tags: [], movedNs: 9n }) })?.evidence.movedNs).toBe(9n);
    expect(of(run(''), 'told', { tags: () => ({ tags: [], movedNs: null }) })?.evidence.movedNs).toBeNull();
  });

  test('before the first commit there is nothing to be the same as', () => {
    expect(of(run(''), 'told', { head: null })).toMatchObject({ evidence: { movedNs: null, hasCommit: false }, conditions: [] });
  });

  test('bytes that are no text are not searched', () => {
    expect(of(run('', Buffer.from(`\0${head.commit}`)))).toBeUndefined();
  });

  test('the file of git\'s that changed last is evidence of when the work tree was as it is', () => {
    for (const path of ['one.txt', 'two.txt']) write(`${donor.worktree}/${path}`, '');
    donor = { ...donor, gitListing: () => ({ tracked: ['one.txt', 'two.txt', 'gone.txt'], untracked: [] }) };
    const changed = (path: string) => donor.contents.times(path)?.changedNs ?? 0n;
    const newest = changed('one.txt') > changed('two.txt') ? 'one.txt' : 'two.txt';
    expect(of(run(''), 'told')?.undeclared).toMatchObject([{ changedNs: changed(newest), word: 'silent' }]);
  });
});

test('a macro that reads git has the same conditions', () => {
  expect(gitOfMacro('m names `git`', donor)).toMatchObject({
    evidence: { evidence: 'm names `git`' },
    conditions: [{ kind: 'same-commit', branch: null }, { kind: 'clean-worktree' }],
  });
});

describe('namesGitDirectory', () => {
  const named = (output: string) => namesGitDirectory(run(output), { ...donor, gitDirectories: { own: '/c/.git/worktrees/one', common: '/c/.git' } });

  test('finds the donor\'s own, not that of another worktree, nor the common one', () => {
    expect(named('a\ncargo:rustc-env=X=/c/.git/worktrees/one/HEAD')).toBe('cargo:rustc-env=X=/c/.git/worktrees/one/HEAD');
    expect(named('cargo:rustc-env=X=/c/.git/worktrees/one2')).toBeUndefined();
    expect(named('cargo:rustc-env=X=/c/.git/HEAD')).toBeUndefined();
  });

  test('what is watched is judged as an input', () => {
    expect(named('cargo:rerun-if-changed=/c/.git/worktrees/one/HEAD')).toBeUndefined();
    expect(named('cargo::rerun-if-changed=/c/.git/worktrees/one/HEAD')).toBeUndefined();
  });
});
