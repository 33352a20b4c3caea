import { describe, expect, test } from 'vitest';
import { sha256 } from '../../src/units/identity.ts';
import { mayPlace, type WorktreeFacts } from '../../src/units/may-place.ts';
import type { Condition, Input } from '../../src/units/model.ts';
import { manifestOf } from './samples.ts';

const here: WorktreeFacts = {
  locks: (source) => source.name === 'app',
  file: (path) => ({ 'app/src/lib.rs': sha256('lib'), 'Cargo.toml': sha256('root') })[path],
  directory: (path) => (path === 'app/items' ? sha256('items') : undefined),
  exists: (path) => path === 'app/src/part.rs',
  packageFiles: (root, which) => sha256(`${root} ${which}`),
  commit: 'c0ffee',
  branch: 'main',
  tags: () => sha256('v1'),
  isClean: () => true,
  configEnv: (variables) => sha256(`env ${String(variables)}`),
  ownCompilers: () => null,
  named: (paths) => sha256(paths.join(' ')),
};

const inputs: Input[] = [
  { kind: 'file', path: 'app/src/lib.rs', sha256: sha256('lib') },
  { kind: 'directory', path: 'app/items', sha256: sha256('items') },
  { kind: 'absent', path: 'app/src/lib/mod.rs' },
];
const conditions: Condition[] = [
  { kind: 'same-commit', commit: 'c0ffee', branch: 'main', tags: sha256('v1') },
  { kind: 'same-commit', commit: 'c0ffee', branch: null, tags: sha256('v1') },
  { kind: 'package-files', root: 'app', which: 'all', sha256: sha256('app all') },
  { kind: 'package-files', root: 'app', which: 'visible-to-macros', sha256: sha256('app visible-to-macros') },
  { kind: 'root-manifest', path: 'Cargo.toml', sha256: sha256('root') },
  { kind: 'config-env', variables: ['WORDS'], sha256: sha256('env WORDS') },
  { kind: 'precalculated-mtime', root: 'app' },
  { kind: 'clean-worktree' },
  { kind: 'named-paths', paths: ['a', 'b'], sha256: sha256('a b') },
];

test('a unit whose inputs and conditions hold here may be placed', () => {
  expect(mayPlace(manifestOf('app', { inputs, conditions }), here)).toBeUndefined();
});

test('a package that is not in the lock file may not', () => {
  expect(mayPlace(manifestOf('other', { inputs }), here)).toEqual({ reason: 'not-in-lockfile', package: 'other' });
});

test.each<[string, Input, object]>([
  ['another content', { kind: 'file', path: 'app/src/lib.rs', sha256: sha256('other') }, { reason: 'input-differs', file: 'app/src/lib.rs' }],
  ['no such file', { kind: 'file', path: 'app/src/gone.rs', sha256: sha256('lib') }, { reason: 'input-missing', file: 'app/src/gone.rs' }],
  ['another directory', { kind: 'directory', path: 'app/items', sha256: sha256('other') }, { reason: 'input-differs', file: 'app/items' }],
  ['no such directory', { kind: 'directory', path: 'app/gone', sha256: sha256('items') }, { reason: 'input-missing', file: 'app/gone' }],
  ['a file where there was none', { kind: 'absent', path: 'app/src/part.rs' }, { reason: 'input-added', file: 'app/src/part.rs' }],
])('input: %s', (_, input, refusal) => {
  expect(mayPlace(manifestOf('app', { inputs: [...inputs, input] }), here)).toEqual(refusal);
});

describe('conditions', () => {
  test.each<[string, Condition, object]>([
    ['another commit', { kind: 'same-commit', commit: 'bad', branch: null, tags: sha256('v1') }, { reason: 'other-commit', built: 'bad', here: 'c0ffee' }],
    ['another branch', { kind: 'same-commit', commit: 'c0ffee', branch: 'topic', tags: sha256('v1') }, { reason: 'other-branch', built: 'topic', here: 'main' }],
    ['other tags', { kind: 'same-commit', commit: 'c0ffee', branch: null, tags: sha256('v2') }, { reason: 'other-tags' }],
    ['other contents of what a text names', { kind: 'named-paths', paths: ['a'], sha256: sha256('b') }, { reason: 'named-path-differs', paths: ['a'] }],
    [
      'other files that a script may read',
      { kind: 'package-files', root: 'app', which: 'all', sha256: sha256('other') },
      { reason: 'package-files-differ', package: 'app', because: 'all' },
    ],
    [
      'other files that a macro may read',
      { kind: 'package-files', root: 'app', which: 'visible-to-macros', sha256: sha256('app all') },
      { reason: 'package-files-differ', package: 'app', because: 'visible-to-macros' },
    ],
    ['other variables from the configuration', { kind: 'config-env', variables: 'any', sha256: sha256('env ALL') }, { reason: 'config-env-differs', variables: 'any' }],
    ['another root manifest', { kind: 'root-manifest', path: 'Cargo.toml', sha256: sha256('other') }, { reason: 'root-manifest-differs', file: 'Cargo.toml' }],
    ['no root manifest', { kind: 'root-manifest', path: 'gone/Cargo.toml', sha256: sha256('root') }, { reason: 'root-manifest-differs', file: 'gone/Cargo.toml' }],
  ])('%s', (_, condition, refusal) => {
    expect(mayPlace(manifestOf('app', { conditions: [...conditions, condition] }), here)).toEqual(refusal);
  });

  test('before the first commit, and on a detached HEAD, nothing matches', () => {
    const commit = manifestOf('app', { conditions: [{ kind: 'same-commit', commit: 'c0ffee', branch: 'main', tags: sha256('v1') }] });
    expect(mayPlace(commit, { ...here, commit: null })).toEqual({ reason: 'other-commit', built: 'c0ffee', here: 'none' });
    expect(mayPlace(commit, { ...here, branch: null })).toEqual({ reason: 'other-branch', built: 'main', here: 'none' });
  });

  test('changes that git sees', () => {
    expect(mayPlace(manifestOf('app', { conditions }), { ...here, isClean: () => false })).toEqual({ reason: 'worktree-dirty' });
  });
});
