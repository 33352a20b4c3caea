import { NO_CONFIG_ENV } from '../../support/config-env.ts';
import { mkdirSync, renameSync, rmSync, statSync, symlinkSync, utimesSync } from 'node:fs';
import { beforeEach, describe, expect, test } from 'vitest';
import { headFiles } from '../../../src/formats/git/head-files.ts';
import type { Mirror } from '../../../src/engine/audit/model.ts';
import { changedSince, digestInMirror, expansion, ofCutShort } from '../../../src/engine/audit/verdict.ts';
import { answer } from '../../../src/engine/audit/answer.ts';
import type { Question } from '../../../src/engine/audit/model.ts';
import { WorktreeContents } from '../../../src/engine/contents/worktree-contents.ts';
import { runDigest } from '../../../src/engine/save/artifacts.ts';
import { originsOf } from '../../../src/engine/save/donor.ts';
import { afterTick } from '../../support/ticks.ts';
import type { AbsolutePath } from '../../../src/system/brand.ts';
import { setMtime } from '../../../src/system/times.ts';
import type { Observation } from '../../../src/units/observation.ts';
import { git, makeRepository, temporaryDirectory, write } from '../../formats/git/rig.ts';
import { inMemory, linkTo } from '../save/donors.ts';
import { fileOf, manifestOf } from '../../units/samples.ts';

let root: string;

beforeEach(() => {
  root = temporaryDirectory();
});

describe('what a run leaves in the mirror', () => {
  const OUTPUT = 'debug/build/app-1/output';
  const OUT = 'debug/build/app-1/out';
  const donor = '/repos/tree' as AbsolutePath;
  const target = `${donor}/target` as AbsolutePath;
  const manifest = manifestOf('app', { kind: 'run-build-script', files: [fileOf('script-output', OUTPUT)], directories: [OUT, `${OUT}/deep`] });
  const inDonor = (printed: string, generated: string): string =>
    runDigest(
      { files: [inMemory('script-output', OUTPUT, printed), inMemory('out-file', `${OUT}/deep/gen.rs`, generated), linkTo(`${OUT}/link`, 'deep/gen.rs')] },
      { origins: originsOf({ worktree: donor, buildDirectory: target, targetDirectory: target, spellings: [], owned: true, otherWorktrees: [] }), unread: new Set() },
    );
  let mirror: Mirror;

  beforeEach(() => {
    mirror = { worktree: root as AbsolutePath, around: root, buildDirectory: `${root}/target` as AbsolutePath, git: undefined, temporary: `${root}-scratch` };
    write(`${root}/target/${OUTPUT}`, `cargo:root=${root}/target/${OUT}`);
    write(`${root}/target/${OUT}/deep/gen.rs`, `// in ${root}/src`);
    symlinkSync('deep/gen.rs', `${root}/target/${OUT}/link`);
  });

  test('is the same but for where it is', () => {
    expect(digestInMirror(manifest, mirror)).toBe(inDonor(`cargo:root=${donor}/target/${OUT}`, `// in ${donor}/src`));
  });

  test.each([
    ['printed', OUTPUT],
    ['generated', `${OUT}/deep/gen.rs`],
    ['one file more', `${OUT}/more.rs`],
  ])('differs by what it %s', (_, path) => {
    write(`${root}/target/${path}`, 'other');
    expect(digestInMirror(manifest, mirror)).not.toBe(inDonor(`cargo:root=${donor}/target/${OUT}`, `// in ${donor}/src`));
  });

  test('a piece of the path is another in each place', () => {
    write(`${root}/target/${OUTPUT}`, root.split('/').at(-1) ?? '');
    expect(digestInMirror(manifest, mirror)).not.toBe(inDonor('tree', `// in ${donor}/src`));
  });
});

test('two expansions are the same but for where they are', () => {
  const [one, two, three] = [write(`${root}/1.rs`, 'const A: &str = "/one/src"; "/one/target/x"'), write(`${root}/2.rs`, 'const A: &str = "/two/src"; "/built/x"'), write(`${root}/3.rs`, 'const A: &str = "two";')];
  expect(expansion(one, ['/one/target', '/one'])).toEqual(expansion(two, ['/built', '/two']));
  expect(expansion(three, ['/two'])?.sha256).not.toBe(expansion(two, ['/two'])?.sha256);
  expect(expansion(`${root}/gone.rs`, [])).toBeUndefined();
});

test('an expansion shows where it is also by a path that is written with backslashes', () => {
  const path = write(`${root}/1.rs`, 'const A: usize = "/one \\"and\\" /half".len();');
  expect(expansion(path, ['/one "and" /half'])).toMatchObject({ holdsPlace: true });
  expect(expansion(path, ['/two'])).toMatchObject({ holdsPlace: false });
});

describe('whether what macros read has been as it is since the build', () => {
  let builtNs: bigint;
  let head: bigint | null;

  beforeEach(() => {
    makeRepository(root);
    for (const path of ['words.txt', 'words/a.txt']) write(`${root}/${path}`, path);
    symlinkSync('words.txt', `${root}/link`);
    builtNs = afterTick();
    head = 1n;
  });

  const donor = () => ({ contents: new WorktreeContents(root as AbsolutePath), gitDirectories: { own: `${root}/.git`, common: `${root}/.git` }, configEnv: NO_CONFIG_ENV, built: [], headMovedNs: head, tracked: () => git(root, 'ls-files').split('\n').filter(Boolean), headFiles: () => headFiles(root) });
  const seen = (question: Question): Observation => answer(question, donor())!;
  const changed = (...observations: Observation[]): string | undefined => changedSince(builtNs, observations, donor());

  test('that git is a file in a worktree tells nothing of the main one; that it is gone does', () => {
    expect(changed({ see: 'kind', path: '.git', is: 'file' })).toBeUndefined();
    expect(changed({ see: 'kind', path: '.git', is: 'absent' })).toBe('.git');
  });

  const QUESTIONS: readonly Question[] = [
    { ask: 'file', path: 'words.txt' },
    { ask: 'listing', path: 'words' },
    { ask: 'kind', path: 'words.txt' },
    { ask: 'kind', path: 'words' },
    { ask: 'kind', path: 'words/none.txt' },
    { ask: 'link', path: 'link' },
    { ask: 'git', directory: '', question: ['rev-parse', 'HEAD'] },
    { ask: 'git-file', of: 'own', path: 'HEAD' },
    { ask: 'variable', name: 'X', value: null },
    { ask: 'nowhere-above', name: 'no-such-name.toml' },
  ];

  test('nothing has changed', () => {
    expect(changed(...QUESTIONS.map(seen))).toBeUndefined();
  });

  test('a content that is another one now, whatever its time', () => {
    const words = seen({ ask: 'file', path: 'words.txt' });
    write(`${root}/words.txt`, 'other');
    setMtime(`${root}/words.txt`, 1n);
    expect(changed(words)).toBe('words.txt');
  });

  test('the same content, written after the build began', () => {
    write(`${root}/words.txt`, 'words.txt');
    setMtime(`${root}/words.txt`, 1n);
    expect(changed(seen({ ask: 'file', path: 'words.txt' }))).toBe('words.txt');
    expect(changed(seen({ ask: 'kind', path: 'words.txt' }))).toBe('words.txt');
  });

  test('a name that came and went shows in its directory', () => {
    write(`${root}/words/none.txt`, '');
    rmSync(`${root}/words/none.txt`);
    expect(changed(seen({ ask: 'kind', path: 'words/none.txt' }))).toBe('words/none.txt');
    expect(changed(seen({ ask: 'listing', path: 'words' }))).toBe('words');
    expect(changed(seen({ ask: 'kind', path: 'words' }))).toBeUndefined();
  });

  test('a directory that another one was put in the place of, or that was given its old time back', () => {
    const { mtimeMs } = statSync(`${root}/words`);
    const listed = seen({ ask: 'listing', path: 'words' });
    expect(changed(listed)).toBeUndefined();
    mkdirSync(`${root}/other`);
    utimesSync(`${root}/other`, mtimeMs / 1000 - 60, mtimeMs / 1000 - 60);
    renameSync(`${root}/words`, `${root}/former`);
    renameSync(`${root}/other`, `${root}/words`);
    expect(changed(seen({ ask: 'listing', path: 'words' }))).toBe('words');
    rmSync(`${root}/former/a.txt`);
    utimesSync(`${root}/former`, mtimeMs / 1000 - 60, mtimeMs / 1000 - 60);
    expect(changed(seen({ ask: 'listing', path: 'former' }))).toBe('former');
  });

  test('a name far below a directory that was walked through', () => {
    write(`${root}/deep/down/a.txt`, '');
    builtNs = afterTick();
    expect(changed(seen({ ask: 'tree', path: 'deep' }))).toBeUndefined();
    write(`${root}/deep/down/b.txt`, '');
    expect(changed(seen({ ask: 'tree', path: 'deep' }))).toBe('deep');
  });

  test('git, where HEAD has moved, or nobody knows', () => {
    for (const moved of [builtNs + 1n, null]) {
      head = moved;
      expect(changed(seen({ ask: 'git', directory: '', question: ['rev-parse', 'HEAD'] }))).toBe('HEAD');
      expect(changed(seen({ ask: 'git-file', of: 'own', path: 'HEAD' }))).toBe('HEAD');
    }
  });

  test('what people write for git says nothing of HEAD, and has times of its own', () => {
    head = builtNs + 1n;
    const excluded = seen({ ask: 'git-file', of: 'common', path: 'info/exclude' });
    expect(changed(excluded)).toBeUndefined();
    const config = seen({ ask: 'git-file', of: 'common', path: 'config' });
    head = builtNs - 1n;
    expect(changed(config)).toBeUndefined();
    setMtime(`${root}/.git/info/exclude`, builtNs + 1n);
    setMtime(`${root}/.git/config`, builtNs + 1n);
    expect(changed(excluded)).toBe('.git/info/exclude');
    expect(changed(config)).toBe('.git/config');
  });

  test('git, where what it tells of was written since', () => {
    const asked = (...question: string[]): Observation => seen({ ask: 'git', directory: '', question });
    git(root, 'add', '.');
    git(root, 'commit', '-qm', 'All');
    builtNs = afterTick();
    const later = (): Observation[] => [['rev-parse', 'HEAD'], ['describe', '--always'], ['config', '--get', 'user.name'], ['diff', '--stat']].map((question) => asked(...question));
    expect(later().map((one) => changed(one))).toEqual([undefined, undefined, undefined, undefined]);
    setMtime(`${root}/words.txt`, 1n);
    expect(later().map((one) => changed(one))).toEqual([undefined, 'link', undefined, 'link']);
    builtNs = afterTick();
    git(root, 'tag', 'v1');
    git(root, 'config', 'user.name', 'Other');
    expect(later().map((one) => changed(one))).toEqual(['.git/refs/tags', '.git/refs/tags', '.git/refs/tags', '.git/refs/tags']);
    builtNs = afterTick();
    git(root, 'config', 'user.name', 'Another');
    expect(later().map((one) => changed(one))).toEqual([undefined, undefined, '.git/config', undefined]);
  });

  test('git, with another answer now', () => {
    const clean = seen({ ask: 'git', directory: '', question: ['status', '--porcelain'] });
    write(`${root}/new.txt`, '');
    expect(changed(clean)).toBe('git status --porcelain');
    git(root, 'add', '.');
    expect(changed(clean)).toBe('git status --porcelain');
  });
});

test('of an audit that was cut short, what may only have been ended halfway is tried again', () => {
  for (const because of ['failed', 'other-elsewhere'] as const) {
    expect(ofCutShort({ state: 'left', because, what: 'x' })).toEqual({ state: 'not-run', why: 'the audit was cut short' });
  }
  const seen = [{ state: 'left', because: 'writes-elsewhere', what: 'x' }, { state: 'observed', observations: [] }] as const;
  expect(seen.map(ofCutShort)).toEqual(seen);
});
