import { expect, test } from 'vitest';
import { refusalWords } from '../../src/report/refusal-words.ts';
import type { Refusal } from '../../src/units/refusal.ts';
import { slotOf } from '../units/samples.ts';

const dependency = slotOf('low');

/** One of each reason, with what its words must name. A reason that is missing here does not compile. */
const EACH: { readonly [R in Refusal['reason']]: readonly [Extract<Refusal, { reason: R }>, ...string[]] } = {
  incomplete: [{ reason: 'incomplete', missing: 'dep-lib-app' }, 'dep-lib-app'],
  'stale-dependency': [{ reason: 'stale-dependency', dependency: 'serde' }, 'serde'],
  'older-than-dependency': [{ reason: 'older-than-dependency', dependency: 'serde' }, 'serde'],
  'unsupported-kind': [{ reason: 'unsupported-kind', kind: 'doc-lib-app' }, 'doc-lib-app'],
  'unhashed-output': [{ reason: 'unhashed-output', file: 'libapp.so' }, 'libapp.so'],
  'unknown-source': [{ reason: 'unknown-source', file: 'src/lib.rs' }, 'src/lib.rs'],
  'outside-workspace': [{ reason: 'outside-workspace', file: '/x/lib.rs' }, '/x/lib.rs'],
  'edited-since': [{ reason: 'edited-since', file: 'src/lib.rs' }, 'src/lib.rs'],
  'built-elsewhere': [{ reason: 'built-elsewhere', at: '/old/target/debug/app' }, '/old/target/debug/app'],
  copied: [{ reason: 'copied', file: 'invoked.timestamp' }, 'invoked.timestamp'],
  'unknown-builder': [{ reason: 'unknown-builder', file: 'src/lib.rs' }, 'src/lib.rs'],
  'digest-missing': [{ reason: 'digest-missing', file: 'src/lib.rs' }, 'src/lib.rs'],
  'input-missing': [{ reason: 'input-missing', file: 'src/lib.rs' }, 'src/lib.rs'],
  'env-path': [{ reason: 'env-path', variable: 'WHERE', value: '/repos/tree' }, 'WHERE=/repos/tree'],
  'baked-path': [{ reason: 'baked-path', file: 'libapp.rlib', section: '.rodata', text: '/repos/tree/x' }, 'libapp.rlib', '.rodata', '/repos/tree/x'],
  'macro-sees-path': [{ reason: 'macro-sees-path', evidence: 'm names `PWD`' }, 'm names `PWD`'],
  'script-path': [{ reason: 'script-path', file: 'out/gen.rs', text: '/repos/tree' }, 'out/gen.rs'],
  'git-state-moved': [{ reason: 'git-state-moved', evidence: 'the build script mentions `git`' }, 'the build script mentions `git`'],
  'git-dirty-mark': [{ reason: 'git-dirty-mark', text: 'v1-dirty' }, 'v1-dirty'],
  'macro-reads-branch': [{ reason: 'macro-reads-branch', evidence: 'm names `branch`' }, 'm names `branch`'],
  'names-git-directory': [{ reason: 'names-git-directory', file: '/x/.git/worktrees/b' }, '/x/.git/worktrees/b'],
  'input-in-target': [{ reason: 'input-in-target', file: 'target/x.rs' }, 'target/x.rs'],
  'fingerprint-mtime': [{ reason: 'fingerprint-mtime', package: 'app' }, 'rerun-if-changed'],
  'changed-in-place': [{ reason: 'changed-in-place', file: 'debug/app' }, 'debug/app'],
  'not-stored': [{ reason: 'not-stored', message: 'The disk is full.' }, 'The disk is full.'],
  'dependency-refused': [{ reason: 'dependency-refused', dependency, package: 'low' }, '`low`'],
  'not-in-lockfile': [{ reason: 'not-in-lockfile', package: 'app' }, '`app`'],
  'input-differs': [{ reason: 'input-differs', file: 'src/lib.rs' }, 'src/lib.rs'],
  'input-added': [{ reason: 'input-added', file: 'src/part.rs' }, 'src/part.rs'],
  'package-files-differ': [{ reason: 'package-files-differ', package: 'app', because: 'all' }, '`app`', 'build script'],
  'config-env-differs': [{ reason: 'config-env-differs', variables: ['A', 'B', 'C', 'D'] }, 'A, B, C, …', '[env]'],
  'own-compilers-differ': [{ reason: 'own-compilers-differ', paths: ['tools/wrapper.sh'] }, 'tools/wrapper.sh'],
  'root-manifest-differs': [{ reason: 'root-manifest-differs', file: 'Cargo.toml' }, 'Cargo.toml'],
  'other-commit': [{ reason: 'other-commit', built: 'c0ffee0123456789', here: 'bad' }, 'c0ffee012'],
  'other-branch': [{ reason: 'other-branch', built: 'topic', here: 'main' }, '`topic`'],
  'other-tags': [{ reason: 'other-tags' }, 'tags'],
  'worktree-dirty': [{ reason: 'worktree-dirty' }, 'clean'],
  'named-path-differs': [{ reason: 'named-path-differs', paths: ['a', 'b', 'c', 'd'] }, 'a, b, c, …'],
  'dependency-not-placed': [{ reason: 'dependency-not-placed', dependency, package: 'low' }, '`low`'],
  'dependency-digest': [{ reason: 'dependency-digest', dependency, package: 'low' }, '`low`'],
  damaged: [{ reason: 'damaged', file: 'blob-1' }, 'blob-1'],
};

const ROWS = Object.values(EACH).map(([refusal, ...named]) => ({ reason: refusal.reason, refusal, named }));

test.each(ROWS)('$reason', ({ refusal, named }) => {
  const words = refusalWords(refusal);
  for (const name of named) expect(words).toContain(name);
  expect(words).not.toMatch(/undefined|\n/);
});

test('no two reasons have the same words', () => {
  const words = Object.values(EACH).map(([refusal]) => refusalWords(refusal));
  expect(new Set(words).size).toBe(words.length);
});

test('files that a macro may read are not said to be a script\'s', () => {
  expect(refusalWords({ reason: 'package-files-differ', package: 'app', because: 'visible-to-macros' })).toContain('macro');
});
