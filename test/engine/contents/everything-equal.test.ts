import { mkdirSync, rmSync, utimesSync } from 'node:fs';
import { beforeEach, describe, expect, test } from 'vitest';
import { CACHEDIR_TAG } from '../../../src/formats/cargo/target-directory.ts';
import { everythingIn, firstDifference } from '../../../src/engine/contents/everything-equal.ts';
import { WorktreeContents } from '../../../src/engine/contents/worktree-contents.ts';
import { knownToGit, listFiles } from '../../../src/formats/git/files.ts';
import { gitState } from '../../../src/formats/git/work-tree.ts';
import { donorEquality } from '../../../src/engine/save/everything-equal.ts';
import type { AbsolutePath, TimeNs } from '../../../src/system/brand.ts';
import { sha256 } from '../../../src/units/identity.ts';
import type { EverythingEqual } from '../../../src/units/model.ts';
import { git, makeRepository, temporaryDirectory, write } from '../../formats/git/rig.ts';
import { donorAt } from '../save/donors.ts';
import { afterTick } from '../../support/ticks.ts';

let root: AbsolutePath;
const configEnv = { digest: () => sha256('env'), variable: () => undefined, files: [], read: [], compilers: [] };

beforeEach(() => {
  root = makeRepository(`${temporaryDirectory()}/tree`) as AbsolutePath;
  write(`${root}/.gitignore`, '/target\n*.local\n');
  git(root, 'add', '.');
  git(root, 'commit', '-q', '-m', 'ignore');
});

const everything = (): EverythingEqual | string => everythingIn({ worktree: root, git: gitState(root), configEnv, built: [`${root}/target`] })();

describe('what there is to read in a worktree', () => {
  test('that is as its commit says', () => {
    write(`${root}/target/CACHEDIR.TAG`, '');
    expect(everything()).toEqual({ commit: git(root, 'rev-parse', 'HEAD'), branch: 'main', tags: sha256(''), above: root.slice(0, root.lastIndexOf('/')), configEnv: sha256('env') });
  });

  test("is not more for a directory of cargo's beside it, in which an editor notes its checks", () => {
    write(`${root}/.gitignore`, '/target*\n');
    git(root, 'commit', '-qam', 'ignore more');
    write(`${root}/target-ra/CACHEDIR.TAG`, CACHEDIR_TAG);
    write(`${root}/target-ra/debug/.cargo-lock`, '');
    write(`${root}/target-ra/flycheck0/stderr`, 'Finished');
    expect(everything()).toMatchObject({ branch: 'main' });
    write(`${root}/target-ra/generated.rs`, '');
    expect(everything()).toBe('target-ra/');
  });

  test('is unknown with a change, a new file, or one that git ignores and cargo has not made', () => {
    write(`${root}/words.local`, '');
    expect(everything()).toBe('words.local');
    write(`${root}/new.txt`, '');
    expect(everything()).toBe('new.txt');
    git(root, 'add', 'new.txt');
    write(`${root}/a.txt`, 'changed');
    expect(everything()).toBe('a.txt');
  });

  test('is unknown with an empty directory, which git never shows', () => {
    mkdirSync(`${root}/assets/empty`, { recursive: true });
    expect(everything()).toBe('assets/');
  });

  test.each(['--skip-worktree', '--assume-unchanged'])('is unknown with a file that git was told by %s not to look at', (way) => {
    git(root, 'update-index', way, 'a.txt');
    write(`${root}/a.txt`, 'my own');
    expect(everything()).toBe('a.txt');
  });

  test('is unknown before the first commit, and outside a repository', () => {
    const empty = `${root}-empty`;
    git(root, 'init', '-q', empty);
    for (const path of [empty, temporaryDirectory()]) {
      expect(everythingIn({ worktree: path as AbsolutePath, git: gitState(path), configEnv, built: [] })()).toBe('no commit');
    }
  });
});

describe('the first difference', () => {
  const there: EverythingEqual = { commit: 'c0ffee0123456', branch: 'main', tags: sha256(''), above: '/repos' as AbsolutePath, configEnv: sha256('') };

  test.each<[Partial<EverythingEqual>, string]>([
    [{ commit: 'bad0123456789' }, 'the commit bad012345'],
    [{ tags: sha256('v1') }, 'the tags'],
    [{ above: '/other' as AbsolutePath }, 'the directory above'],
    [{ configEnv: sha256('A=1') }, "cargo's [env]"],
  ])('%o', (more, named) => {
    expect(firstDifference(there, { ...there, ...more })).toBe(named);
  });

  test('nothing is equal to what nobody knows', () => {
    expect(firstDifference(null, there)).toBe('the worktree in which it was built');
  });

  test('a branch is none, a file in no commit is one', () => {
    expect(firstDifference(there, { ...there, branch: 'topic' })).toBeUndefined();
    expect(firstDifference(there, 'words.local')).toBe('words.local');
  });
});

describe('a donor tells what was there when a unit was built', () => {
  const equality = (builtNs: bigint): EverythingEqual | null => {
    const donor = donorAt(root, { git: gitState(root), gitListing: () => knownToGit(listFiles(root)), contents: new WorktreeContents(root) });
    return donorEquality(donor)(builtNs as TimeNs);
  };
  beforeEach(() => void mkdirSync(`${root}/target`, { recursive: true }));

  test('where nothing has moved since', () => {
    git(root, 'tag', 'v1');
    expect(equality(afterTick())).toEqual({ ...(everything() as EverythingEqual), configEnv: sha256('no variables'), tags: expect.any(String) as unknown });
  });

  test('not where HEAD, a tag or a tracked file has', () => {
    const built = afterTick();
    expect(equality(built)).not.toBeNull();
    utimesSync(`${root}/a.txt`, 1, 1);
    expect(equality(built)).toBeNull();
    expect(equality(afterTick())).not.toBeNull();
    const before = afterTick();
    git(root, 'commit', '-q', '--allow-empty', '-m', 'later');
    expect(equality(before)).toBeNull();
    const untagged = afterTick();
    git(root, 'tag', 'v2');
    expect(equality(untagged)).toBeNull();
  });

  test('not where a file that is in no commit was there, and is gone', () => {
    write(`${root}/words/.env`, 'mine');
    const built = afterTick();
    rmSync(`${root}/words`, { recursive: true });
    expect(equality(built)).toBeNull();
    expect(equality(afterTick())).not.toBeNull();
  });

  test('what cargo makes after it has begun is not what was there', () => {
    const built = afterTick();
    write(`${root}/target/debug/.cargo-lock`, '');
    expect(equality(built)).not.toBeNull();
  });

  test('not beside what cargo has not made', () => {
    write(`${root}/target/notes.txt`, '');
    expect(equality(afterTick())).toBeNull();
  });

  test('not with a submodule, whose files are in no list', () => {
    git(root, '-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', makeRepository(`${root}-other`), 'sub');
    git(root, 'commit', '-q', '-m', 'sub');
    expect(equality(afterTick())).toBeNull();
  });
});
