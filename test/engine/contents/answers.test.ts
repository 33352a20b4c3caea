import { NO_CONFIG_ENV } from '../../support/config-env.ts';
import { chmodSync, mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { beforeEach, describe, expect, test } from 'vitest';
import { answer, withoutRepeats } from '../../../src/engine/audit/answer.ts';
import type { Question } from '../../../src/engine/audit/model.ts';
import { Answers, type Askable } from '../../../src/engine/contents/answers.ts';
import { WorktreeContents } from '../../../src/engine/contents/worktree-contents.ts';
import { gitDirectories } from '../../../src/formats/git/head.ts';
import type { AbsolutePath } from '../../../src/system/brand.ts';
import { sha256 } from '../../../src/units/identity.ts';
import { WORKTREE_MARK, type Observation } from '../../../src/units/observation.ts';
import { git, makeRepository, temporaryDirectory, write } from '../../formats/git/rig.ts';

let above: string;
let one: string;
let two: string;

/** Two worktrees of one commit, in one directory. */
beforeEach(() => {
  above = temporaryDirectory();
  one = makeRepository(`${above}/one`);
  for (const path of ['words.txt', 'words/a.txt', 'words/b.txt']) write(`${one}/${path}`, path);
  symlinkSync('words.txt', `${one}/link`);
  git(one, 'add', '.');
  git(one, 'commit', '-q', '-m', 'words');
  two = `${above}/two`;
  git(one, 'worktree', 'add', '-q', two);
});

function at(root: string): Askable {
  return { contents: new WorktreeContents(root as AbsolutePath), gitDirectories: gitDirectories(root), configEnv: NO_CONFIG_ENV, built: [`${root}/target`] };
}

function seenIn(root: string, question: Question): Observation {
  const seen = answer(question, at(root));
  if (seen === undefined) throw new Error('no answer');
  return seen;
}

/** Whether what was asked in the first is answered alike in the second, as they are now. */
const alike = (question: Question): boolean => new Answers(at(two)).alike(seenIn(one, question));
const gitAsks = (...question: string[]): Question => ({ ask: 'git', directory: '', question });

const QUESTIONS: readonly Question[] = [
  { ask: 'file', path: 'words.txt' },
  { ask: 'listing', path: 'words' },
  { ask: 'listing', path: '' },
  { ask: 'kind', path: 'words' },
  { ask: 'kind', path: 'words.txt' },
  { ask: 'kind', path: 'link' },
  { ask: 'kind', path: 'gone.txt' },
  { ask: 'link', path: 'link' },
  { ask: 'nowhere-above', name: 'no/such/name.toml' },
  { ask: 'nothing-built', in: 'target', path: 'debug/x' },
  { ask: 'git-file', of: 'common', path: 'config' },
  { ask: 'git-file', of: 'own', path: 'gone' },
  { ask: 'git-file', of: 'common', path: 'refs/tags/' },
  { ask: 'variable', name: 'WORDS', value: 'one' },
  gitAsks('rev-parse', 'HEAD'),
  gitAsks('status', '--porcelain'),
  gitAsks('no-such-command'),
];

test.each(QUESTIONS)('two worktrees of one commit answer alike: %o', (question) => {
  expect(alike(question)).toBe(true);
});

describe('another answer is told', () => {
  test('a file that is only looked at', () => {
    const look: Question = { ask: 'kind', path: 'words.txt' };
    write(`${two}/words.txt`, 'sdrow.txt');
    expect(alike(look)).toBe(true);
    chmodSync(`${two}/words.txt`, 0o755);
    expect(alike(look)).toBe(false);
    chmodSync(`${two}/words.txt`, 0o644);
    write(`${two}/words.txt`, 'longer words.txt');
    expect(alike(look)).toBe(false);
    rmSync(`${two}/link`);
    write(`${two}/link`, 'words.txt');
    expect(alike({ ask: 'kind', path: 'link' })).toBe(false);
  });

  test('a file', () => {
    write(`${two}/words.txt`, 'other');
    expect(alike({ ask: 'file', path: 'words.txt' })).toBe(false);
    rmSync(`${two}/words.txt`);
    expect(alike({ ask: 'file', path: 'words.txt' })).toBe(false);
  });

  test('a listing: one name more, one less, or another kind', () => {
    write(`${two}/words/c.txt`, '');
    expect(alike({ ask: 'listing', path: 'words' })).toBe(false);
    rmSync(`${two}/words/c.txt`);
    expect(alike({ ask: 'listing', path: 'words' })).toBe(true);
    rmSync(`${two}/words/b.txt`);
    expect(alike({ ask: 'listing', path: 'words' })).toBe(false);
    mkdirSync(`${two}/words/b.txt`);
    expect(alike({ ask: 'listing', path: 'words' })).toBe(false);
    rmSync(`${two}/words`, { recursive: true });
    expect(alike({ ask: 'listing', path: 'words' })).toBe(false);
  });

  test('contents are no part of a listing, nor is what cargo and git keep', () => {
    write(`${two}/words/a.txt`, 'other');
    mkdirSync(`${two}/target`);
    for (const path of ['words', '']) expect(alike({ ask: 'listing', path })).toBe(true);
  });

  test('what stands at a path', () => {
    write(`${two}/gone.txt`, '');
    expect(alike({ ask: 'kind', path: 'gone.txt' })).toBe(false);
    rmSync(`${two}/words`, { recursive: true });
    expect(alike({ ask: 'kind', path: 'words' })).toBe(false);
    write(`${two}/words`, '');
    expect(alike({ ask: 'kind', path: 'words' })).toBe(false);
  });

  test('where a link leads', () => {
    rmSync(`${two}/link`);
    symlinkSync('words/a.txt', `${two}/link`);
    expect(alike({ ask: 'link', path: 'link' })).toBe(false);
    rmSync(`${two}/link`);
    expect(alike({ ask: 'link', path: 'link' })).toBe(false);
    write(`${two}/link`, 'a file');
    expect(alike({ ask: 'link', path: 'link' })).toBe(false);
  });

  test('a name that stands above', () => {
    write(`${above}/name.toml`, '');
    expect(alike({ ask: 'nowhere-above', name: 'name.toml' })).toBe(false);
  });

  test('a name above OUT_DIR, and another place to build in', () => {
    const asked: Question = { ask: 'nothing-built', in: 'target', path: 'debug/name.toml' };
    write(`${two}/target/debug/name.toml`, '');
    expect(alike(asked)).toBe(false);
    rmSync(`${two}/target`, { recursive: true });
    expect(alike({ ...asked, in: 'out/target' })).toBe(false);
    expect(new Answers({ ...at(two), built: [`${two}/target`, `${above}/built`] }).alike(seenIn(one, asked))).toBe(false);
    mkdirSync(`${above}/built`);
    symlinkSync(`${above}/built`, `${two}/target`);
    expect(alike(asked)).toBe(false);
  });

  test('git: another commit, and a work tree that differs', () => {
    write(`${two}/words.txt`, 'other');
    expect(alike(gitAsks('status', '--porcelain'))).toBe(false);
    expect(alike(gitAsks('rev-parse', 'HEAD'))).toBe(true);
    git(two, 'commit', '-q', '-am', 'other');
    expect(alike(gitAsks('rev-parse', 'HEAD'))).toBe(false);
  });

  test('git: the places of a worktree are not told apart, its branch is', () => {
    for (const word of ['--show-toplevel', '--absolute-git-dir']) expect(alike(gitAsks('rev-parse', word))).toBe(true);
    expect(alike(gitAsks('branch', '--show-current'))).toBe(false);
  });

  test('git: that it fails is an answer', () => {
    expect(alike(gitAsks('rev-parse', '--verify', '-q', 'refs/heads/topic'))).toBe(true);
    write(`${two}/.git`, 'gitdir: /nowhere');
    expect(new Answers({ ...at(two), gitDirectories: undefined }).alike(seenIn(one, gitAsks('rev-parse', 'HEAD')))).toBe(false);
  });

  test('files of git\'s own', () => {
    expect(alike({ ask: 'git-file', of: 'own', path: 'HEAD' })).toBe(false);
    expect(new Answers({ ...at(two), gitDirectories: undefined }).alike(seenIn(one, { ask: 'git-file', of: 'common', path: 'config' }))).toBe(false);
    const tags = seenIn(one, { ask: 'git-file', of: 'common', path: 'refs/tags/' });
    git(two, 'tag', 'v1');
    expect(new Answers(at(two)).alike(tags)).toBe(false);
  });
});

test('a question that named the worktree names the one in which it is asked', () => {
  const seen = seenIn(one, gitAsks('-C', `${WORKTREE_MARK}/words`, 'rev-parse', '--show-prefix'));
  expect(new Answers(at(two)).alike(seen)).toBe(true);
  rmSync(`${two}/words`, { recursive: true });
  expect(new Answers(at(two)).alike(seen)).toBe(false);
});

test('each answer is found once', () => {
  const answers = new Answers(at(two));
  const seen = seenIn(one, { ask: 'file', path: 'words.txt' });
  expect(answers.alike(seen)).toBe(true);
  write(`${two}/words.txt`, 'other');
  expect(answers.alike(seen)).toBe(true);
});

test('what is no longer as it was asked has no answer', () => {
  expect(answer({ ask: 'listing', path: 'gone' }, at(one))).toBeUndefined();
  expect(answer({ ask: 'link', path: 'words.txt' }, at(one))).toBeUndefined();
  expect(answer({ ask: 'file', path: 'words' }, at(one))).toEqual({ see: 'kind', path: 'words', is: 'directory' });
});

test('that a file is there need not be said of one that was read', () => {
  const read: Observation = { see: 'file', path: 'words.txt', sha256: sha256('') };
  const looked: Observation = { see: 'kind', path: 'words.txt', is: 'file' };
  const gone: Observation = { see: 'kind', path: 'gone.txt', is: 'absent' };
  expect(withoutRepeats([looked, read, gone])).toEqual([read, gone]);
  expect(withoutRepeats([looked])).toEqual([looked]);
  const mode: Observation = { ...looked, look: { size: 0, executable: true, link: false } };
  expect(withoutRepeats([mode, read])).toEqual([mode, read]);
});
