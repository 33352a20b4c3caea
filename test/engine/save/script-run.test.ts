import { mkdirSync } from 'node:fs';
import { beforeEach, describe, expect, test } from 'vitest';
import type { Donor } from '../../../src/engine/save/donor.ts';
import { holdsRoot, lineThatWatches, watchedBy } from '../../../src/engine/save/script-run.ts';
import type { AbsolutePath } from '../../../src/system/brand.ts';
import { sha256 } from '../../../src/units/identity.ts';
import type { LocalFingerprint, Origin } from '../../../src/units/model.ts';
import { temporaryDirectory, write } from '../../formats/git/rig.ts';
import { donorAt, inMemory, linkTo } from './donors.ts';

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

  test('what lies in the build directory is told', () => {
    expect(watch(changed(`${donor.buildDirectory}/x`)).built).toEqual([`${donor.buildDirectory}/x`]);
  });

  test('without any rerun-if the whole package is watched', () => {
    expect(watch({ kind: 'precalculated', value: '1.000000000s (build.rs)' }).wholePackage).toBe(true);
    expect(watch(changed('input.txt'), { kind: 'rerun-if-env-changed', variable: 'A', value: null }).wholePackage).toBe(false);
  });
});

test('holdsRoot finds a root in what is in memory', () => {
  const origins: Origin[] = [{ path: '/repos/tree' as AbsolutePath, means: 'worktree' }];
  expect(holdsRoot(inMemory('script-output', 'output', 'cargo:x=/repos/tree/y'), origins)).toEqual(origins[0]);
  expect(holdsRoot(inMemory('script-output', 'output', 'cargo:x=/repos/other'), origins)).toBeUndefined();
  expect(holdsRoot(linkTo('out/x', '/repos/tree'), origins)).toBeUndefined();
});

test('the line that has a file watched, as it was printed', () => {
  const printed = 'cargo:rerun-if-changed=build.rs\nwords\n  cargo::rerun-if-changed=./absent.txt\ncargo:rerun-if-changed=/repos/a/app/other.txt\n';
  expect(lineThatWatches(printed, 'absent.txt', '/repos/a/app')).toBe('cargo::rerun-if-changed=./absent.txt');
  expect(lineThatWatches(printed, 'other.txt', '/repos/a/app')).toBe('cargo:rerun-if-changed=/repos/a/app/other.txt');
  expect(lineThatWatches(printed, 'third.txt', '/repos/a/app')).toBeUndefined();
});
