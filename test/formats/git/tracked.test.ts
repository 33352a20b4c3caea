import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, expect, it, onTestFinished, vi } from 'vitest';
import { trackedPart } from '../../../src/formats/git/tracked.ts';
import type { AbsolutePath } from '../../../src/system/brand.ts';
import { git, temporaryDirectory } from './rig.ts';

let root: AbsolutePath;
beforeEach(() => {
  root = temporaryDirectory() as AbsolutePath;
  git(root, 'init', '-q');
});

it('a file, and a directory with one', () => {
  mkdirSync(join(root, 'target/debug'), { recursive: true });
  writeFileSync(join(root, 'target/debug/a[b]'), '');
  expect(trackedPart(root, `${root}/target`)).toBeUndefined();
  git(root, 'add', '-f', 'target');
  expect(trackedPart(root, `${root}/target`)).toBe('target/debug/a[b]');
  expect(trackedPart(root, `${root}/target/debug/a[b]`)).toBe('target/debug/a[b]');
  expect(trackedPart(root, `${root}/targ`)).toBeUndefined();
});

it('a link on the way', () => {
  mkdirSync(join(root, 'elsewhere/build'), { recursive: true });
  symlinkSync('elsewhere', join(root, 'out'));
  expect(trackedPart(root, `${root}/out/build`)).toBeUndefined();
  git(root, 'add', 'out');
  expect(trackedPart(root, `${root}/out/build`)).toBe('out');
});

it.each(['LITERAL', 'GLOB', 'NOGLOB', 'ICASE'])('whatever the git above makes of paths (GIT_%s_PATHSPECS)', (kind) => {
  onTestFinished(() => void vi.unstubAllEnvs());
  mkdirSync(join(root, 'target'));
  writeFileSync(join(root, 'target/a'), '');
  git(root, 'add', '-f', 'target');
  vi.stubEnv(`GIT_${kind}_PATHSPECS`, '1');
  expect(trackedPart(root, `${root}/target`)).toBe('target/a');
  expect(trackedPart(root, `${root}/TARGET`)).toBeUndefined();
});

it('a path outside', () => {
  expect(trackedPart(root, `${root}-other/target`)).toBeUndefined();
});

it('where git does not answer, all is tracked', () => {
  expect(trackedPart(join(root, 'gone') as AbsolutePath, `${root}/gone/target`)).toBe('target');
});
