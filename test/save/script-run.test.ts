import { mkdirSync } from 'node:fs';
import { beforeEach, describe, expect, test } from 'vitest';
import type { HeadState } from '../../src/git/head.ts';
import type { Donor } from '../../src/save/donor.ts';
import { gitEvidence, holdsRoot, isText, watchedBy } from '../../src/save/script-run.ts';
import type { AbsolutePath } from '../../src/system/brand.ts';
import { sha256 } from '../../src/units/identity.ts';
import type { LocalFingerprint, Origin } from '../../src/units/model.ts';
import { temporaryDirectory, write } from '../git/rig.ts';
import { builtUnit, collected, donorAt, inMemory, linkTo } from './donors.ts';

describe('watchedBy', () => {
  let root: string;
  let donor: Donor;

  beforeEach(() => {
    root = temporaryDirectory();
    donor = donorAt(root, { cargoHome: `${root}-home` as AbsolutePath });
    write(`${root}/app/input.txt`, 'one');
    mkdirSync(`${root}/app/items`);
  });

  const changed = (...paths: string[]): LocalFingerprint => ({ kind: 'rerun-if-changed', output: 'output', paths });
  const watch = (...local: LocalFingerprint[]) => watchedBy(local, `${root}/app`, donor);

  test('a file is an input with its content, by whichever name', () => {
    for (const path of ['input.txt', `${root}/app/input.txt`, '../app/input.txt']) {
      const { inputs, evidence } = watch(changed(path));
      expect(inputs).toEqual([{ kind: 'file', path: 'app/input.txt', sha256: sha256('one') }]);
      expect(evidence).toMatchObject([{ path: 'app/input.txt', word: 'silent', changedNs: donor.contents.times('app/input.txt')?.changedNs }]);
    }
  });

  test('a directory is one with everything below it', () => {
    expect(watch(changed('items')).inputs).toMatchObject([{ kind: 'directory', path: 'app/items' }]);
  });

  test('what is not there speaks against the run', () => {
    expect(watch(changed('gone.txt'))).toMatchObject({ inputs: [], evidence: [{ path: 'app/gone.txt', changedNs: undefined }] });
  });

  test('what cargo keeps for itself, and what the build made, is no input', () => {
    expect(watch(changed(`${root}-home/registry/x`, `${donor.buildDirectory}/debug/build/x/out/y`)).evidence).toEqual([]);
  });

  test.each(['../.git/HEAD', '.git', '/elsewhere/.git/refs/heads/main'])('%s shows that the script reads git', (path) => {
    expect(watch(changed(path)).git).toBeDefined();
  });

  test('names like it do not', () => {
    expect(watch(changed('.gitignore', '../x.git/y')).git).toBeUndefined();
  });

  test('without any rerun-if the whole package is watched', () => {
    expect(watch({ kind: 'precalculated', value: '1.000000000s (build.rs)' }).wholePackage).toBe(true);
    expect(watch(changed('input.txt'), { kind: 'rerun-if-env-changed', variable: 'A', value: null }).wholePackage).toBe(false);
  });
});

describe('gitEvidence', () => {
  const head: HeadState = { commit: 'c0ffee0123456789c0ffee0123456789c0ffee01', branch: 'topic', movedNs: 5n };
  const silent = { head, scriptSources: ['fn main() {}'], scriptDependencies: ['serde'], watched: undefined };
  const run = (output: string, generated: string | Buffer = '') =>
    collected(builtUnit('app', { kind: 'run-build-script' }), inMemory('script-output', 'output', output), inMemory('out-file', 'out/x.rs', generated));

  test('a run that nothing connects with git has no condition', () => {
    expect(gitEvidence(run('cargo:rustc-cfg=x'), silent)).toBeUndefined();
  });

  test.each([
    ['a watched path', run(''), { ...silent, watched: '.git/HEAD' }],
    ['a package that the script uses', run(''), { ...silent, scriptDependencies: ['vergen-gix'] }],
    ['the script\'s source', run(''), { ...silent, scriptSources: ['', 'Command::new("git")'] }],
    ['the commit in what it printed', run(`V=${head.commit}`), silent],
    ['the short commit in what it generated', run('', 'const V: &str = "c0ffee0";'), silent],
    ['a variable\'s name', run('cargo:rustc-env=GIT_BRANCH=x'), silent],
  ])('%s ties it to the commit', (_, unit, o) => {
    expect(gitEvidence(unit, o)).toMatchObject({
      evidence: { headMovedNs: 5n, hasCommit: true, dirtyMark: undefined },
      condition: { kind: 'same-commit', commit: head.commit, branch: null },
    });
  });

  test('a branch that it names ties it to the branch', () => {
    const found = gitEvidence(run('cargo:rustc-env=SAID=topic'), { ...silent, watched: '.git/HEAD' });
    expect(found?.condition).toMatchObject({ branch: 'topic' });
  });

  test.each(['v1.0-3-gc0ffee0-dirty', 'DIRTY=dirty', 'v1-modified', 'state: Modified'])('%s is a dirty mark', (text) => {
    expect(gitEvidence(run(`a\n${text}\nb`), { ...silent, watched: '.git/HEAD' })?.evidence.dirtyMark).toBe(text);
  });

  test('before the first commit there is nothing to be the same as', () => {
    const found = gitEvidence(run(''), { ...silent, head: null, watched: '.git/HEAD' });
    expect(found).toMatchObject({ evidence: { headMovedNs: null, hasCommit: false }, condition: undefined });
  });

  test('bytes that are no text are not searched', () => {
    expect(gitEvidence(run('', Buffer.from(`\0${head.commit}`)), silent)).toBeUndefined();
    expect(isText(Buffer.from('a\0'))).toBe(false);
  });
});

test('holdsRoot finds a root in what is in memory', () => {
  const origins: Origin[] = [{ path: '/work/tree' as AbsolutePath, means: 'worktree' }];
  expect(holdsRoot(inMemory('script-output', 'output', 'cargo:x=/work/tree/y'), origins)).toEqual(origins[0]);
  expect(holdsRoot(inMemory('script-output', 'output', 'cargo:x=/work/other'), origins)).toBeUndefined();
  expect(holdsRoot(linkTo('out/x', '/work/tree'), origins)).toBeUndefined();
});
