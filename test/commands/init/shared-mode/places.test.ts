import { describe, expect, test } from 'vitest';
import type { Manifest } from '../../../../src/commands/init/shared-mode/manifests.ts';
import { createPlaceFinder } from '../../../../src/commands/init/shared-mode/places.ts';
import type { AbsolutePath } from '../../../../src/system/brand.ts';

const NOWHERE = '/no/such/worktree' as AbsolutePath;

function places(files: Readonly<Record<string, string>>): Record<string, unknown> {
  const manifests = Object.entries(files).map(([directory, text]): Manifest => {
    const path = directory === '' ? 'Cargo.toml' : `${directory}/Cargo.toml`;
    return { path, directory, text };
  });
  const found = createPlaceFinder()(NOWHERE, manifests);
  return Object.fromEntries(found.map(({ workspace, unhashed, uncovered }) => [workspace, { unhashed, uncovered }]));
}

const PACKAGE = '[package]\nname = "x"\n';
const FINE = { unhashed: undefined, uncovered: [] };

describe('where a workspace is', () => {
  test('at the root with its members', () => {
    expect(places({ '': '[workspace]\nmembers = ["a"]\n', a: PACKAGE })).toEqual({ '': FINE });
  });

  test('several, one of them excluded, one with a table of its own', () => {
    const files = { '': '[workspace]\nexclude = ["fuzz"]\n', fuzz: PACKAGE, 'fuzz/deep': PACKAGE, tool: '[workspace]\n[package]\nname = "t"\n' };
    expect(places(files)).toEqual({ '': FINE, fuzz: FINE, tool: FINE });
  });

  test('in subdirectories alone, or a single package', () => {
    expect(places({ 'rust/a': PACKAGE, 'rust/b': PACKAGE })).toEqual({ 'rust/a': FINE, 'rust/b': FINE });
    expect(places({ '': PACKAGE })).toEqual({ '': FINE });
  });
});

describe('what a wrapper cannot keep apart', () => {
  test.each([
    ['cdylib', '[lib]\ncrate-type = ["rlib", "cdylib"]\n'],
    ['dylib by the old name', '[lib]\ncrate_type = ["dylib"]\n'],
    ['an example', '[[example]]\nname = "e"\ncrate-type = ["cdylib"]\n'],
  ])('files without a hash: %s', (_, text) => {
    expect(places({ '': '[workspace]\nmembers = ["a"]\n', a: PACKAGE + text })).toEqual({ '': { ...FINE, unhashed: 'a/Cargo.toml' } });
  });

  test('the word alone says nothing', () => {
    expect(places({ '': `${PACKAGE}description = "no dylib"\n[lib]\ncrate-type = ["staticlib"]\n` })).toEqual({ '': FINE });
  });

  test.each([
    ['a patch inside', { '': '[workspace]\nmembers = ["a"]\n[patch.crates-io]\nb = { path = "vendor/b" }\n', a: PACKAGE }, ['b']],
    ['a patch that is a member', { '': '[workspace]\nmembers = ["vendor/*"]\n[patch.crates-io]\nb = { path = "./vendor/b" }\n' }, []],
    ['a patch outside', { '': '[workspace]\n[patch.crates-io]\nb = { path = "../b" }\nc = { git = "x" }\n' }, []],
    ['replace', { '': '[workspace]\n[replace]\n"b:1.0.0" = { path = "b" }\n' }, ['b:1.0.0']],
    ['an excluded dependency', { '': '[workspace]\nmembers = ["a"]\nexclude = ["b"]\n', a: `${PACKAGE}[dependencies]\nb = { path = "../b" }\n`, b: PACKAGE }, ['b']],
    [
      'one of a target, by the workspace\'s table',
      { '': '[workspace]\nmembers = ["a"]\n[workspace.dependencies]\nb.path = "b"\n', a: `${PACKAGE}[target.'cfg(unix)'.dev-dependencies]\nc = { path = "../c" }\n`, b: '[workspace]\n', c: '[workspace]\n' },
      ['b', 'c'],
    ],
    ['a member that others depend on', { '': '[workspace]\nmembers = ["a", "b"]\n', a: `${PACKAGE}[dependencies]\nb = { path = "../b" }\n`, b: PACKAGE }, []],
    ['not TOML', { '': '[workspace]\n[patch\n' }, []],
  ])('crates that are no members: %s', (_, files, uncovered) => {
    expect(places(files)['']).toEqual({ ...FINE, uncovered });
  });
});
