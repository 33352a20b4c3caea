import { describe, expect, test } from 'vitest';
import { placementOf, waysOf, type PlacementQuestion } from '../../../src/store/place/policy.ts';
import { DARWIN } from '../../../src/system/platform.ts';
import type { FileRole } from '../../../src/units/model.ts';

const base: PlacementQuestion = {
  role: 'rlib',
  unit: 'lib',
  source: 'path',
  reflink: false,
  settings: { executables: 'link' },
  to: 'store',
};

const PRIVATE: FileRole[] = [
  'fingerprint',
  'fingerprint-json',
  'dep-info',
  'invoked-timestamp',
  'cached-messages',
  'rustc-dep-info',
  'debug-info',
  'script-output',
  'script-stderr',
  'script-root-output',
  'out-file',
];

test.each<[string, Partial<PlacementQuestion>, string]>([
  ['a library', { role: 'rlib' }, 'link'],
  ['a proc macro', { role: 'dylib', unit: 'proc-macro' }, 'link'],
  ['a registry package’s metadata', { role: 'rmeta', source: 'registry' }, 'link'],
  ['a git package’s metadata', { role: 'rmeta', source: 'git' }, 'link'],
  ['a path package’s metadata', { role: 'rmeta', source: 'path' }, 'copy'],
  ['a program', { role: 'executable', unit: 'bin' }, 'link'],
  ['a program, by setting', { role: 'executable', unit: 'bin', settings: { executables: 'copy' } }, 'copy'],
  ['a test, by setting', { role: 'executable', unit: 'test', settings: { executables: 'copy' } }, 'copy'],
  ['a build script', { role: 'executable', unit: 'build-script', settings: { executables: 'copy' } }, 'link'],
])('%s without reflinks', (_, question, expected) => {
  expect(placementOf({ ...base, ...question })).toBe(expected);
});

test.each(PRIVATE)('%s is never linked, whatever fails', (role) => {
  for (const reflink of [true, false]) {
    for (const source of ['path', 'registry', 'git'] as const) {
      expect(waysOf({ ...base, role, source, reflink })).not.toContain('link');
    }
  }
  expect(placementOf({ ...base, role })).toBe('copy');
});

test('a path package’s metadata is not linked when its reflink fails', () => {
  expect(waysOf({ ...base, role: 'rmeta', reflink: true })).toEqual(['reflink', 'copy']);
});

test('a reflink file system reflinks everything that is shared', () => {
  for (const role of ['rlib', 'dylib', 'executable'] as const) {
    expect(waysOf({ ...base, role, reflink: true })).toEqual(['reflink', 'link', 'copy']);
  }
});

test.each<[string, Partial<PlacementQuestion>]>([
  ['a library', { role: 'rlib' }],
  ['a proc macro', { role: 'dylib', unit: 'proc-macro' }],
  ['a program', { role: 'executable', unit: 'bin' }],
  ['a build script', { role: 'executable', unit: 'build-script' }],
])('%s of a path package is each worktree\'s own; of a registry it is one', (_, question) => {
  expect(waysOf({ ...base, ...question, to: 'worktree' })).toEqual(['copy']);
  expect(waysOf({ ...base, ...question, to: 'worktree', reflink: true })).toEqual(['reflink', 'copy']);
  expect(waysOf({ ...base, ...question, to: 'worktree', source: 'registry' })).toEqual(['link', 'copy']);
});

describe('on macOS', () => {
  test('nothing that is run or loaded has a second name, in the store neither', () => {
    const RUN: [FileRole, PlacementQuestion['unit']][] = [['executable', 'bin'], ['executable', 'test'], ['executable', 'build-script'], ['dylib', 'proc-macro'], ['dylib', 'lib']];
    for (const [role, unit] of RUN) {
      for (const source of ['path', 'registry', 'git'] as const) {
        for (const to of ['store', 'worktree'] as const) {
          expect(waysOf({ ...base, role, unit, source, to, reflink: true, platform: DARWIN })).toEqual(['reflink', 'copy']);
          expect(waysOf({ ...base, role, unit, source, to, reflink: false, platform: DARWIN })).toEqual(['copy']);
        }
      }
    }
  });

  test('libraries are cloned, or linked', () => {
    expect(waysOf({ ...base, reflink: true, platform: DARWIN })).toEqual(['reflink', 'link', 'copy']);
    expect(waysOf({ ...base, role: 'rmeta', source: 'registry', platform: DARWIN })).toEqual(['link', 'copy']);
  });
});
