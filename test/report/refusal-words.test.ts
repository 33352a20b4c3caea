import { expect, test } from 'vitest';
import { refusalWords } from '../../src/report/refusal-words.ts';
import { sha256 } from '../../src/units/identity.ts';
import type { Observation } from '../../src/units/observation.ts';
import type { LeftBecause, Refusal } from '../../src/units/refusal.ts';
import { slotOf } from '../units/samples.ts';

const dependency = slotOf('low');

/** One of each reason, with what its words must name. A reason that is missing here does not compile. */
const EACH: { readonly [R in Refusal['reason']]: readonly [Extract<Refusal, { reason: R }>, ...string[]] } = {
  unreadable: [{ reason: 'unreadable', file: 'debug/deps/app' }, 'debug/deps/app'],
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
  'input-missing': [{ reason: 'input-missing', file: 'app/a.txt', watched: { line: 'cargo:rerun-if-changed=a.txt', script: 'app/build.rs' } }, 'app/a.txt', 'app/build.rs printed `cargo:rerun-if-changed=a.txt`'],
  'env-path': [{ reason: 'env-path', variable: 'WHERE', value: '/repos/tree' }, 'WHERE=/repos/tree'],
  'baked-path': [{ reason: 'baked-path', file: 'libapp.rlib', section: '.rodata', text: '/repos/tree/x' }, 'libapp.rlib', '.rodata', '/repos/tree/x'],
  left: [{ reason: 'left', because: 'network', what: 'inet 10.0.0.1 80' }, 'network', 'inet 10.0.0.1 80'],
  'debug-objects': [{ reason: 'debug-objects', file: 'deps/app', object: '/repos/tree/target/app.o' }, 'deps/app', '/repos/tree/target/app.o'],
  'deployment-differs': [{ reason: 'deployment-differs', variable: 'MACOSX_DEPLOYMENT_TARGET', built: '12.0', here: null }, '12.0', 'MACOSX_DEPLOYMENT_TARGET', 'nothing'],
  'script-path': [{ reason: 'script-path', file: 'out/gen.rs', text: '/repos/tree' }, 'out/gen.rs'],
  'input-in-target': [{ reason: 'input-in-target', file: 'target/x.rs' }, 'target/x.rs'],
  'fingerprint-mtime': [{ reason: 'fingerprint-mtime', package: 'app' }, 'rerun-if-changed'],
  'changed-in-place': [{ reason: 'changed-in-place', file: 'debug/app' }, 'debug/app'],
  'not-stored': [{ reason: 'not-stored', message: 'The disk is full.' }, 'The disk is full.'],
  'dependency-refused': [{ reason: 'dependency-refused', dependency, package: 'low' }, '`low`'],
  'not-in-lockfile': [{ reason: 'not-in-lockfile', package: 'app' }, '`app`'],
  'input-differs': [{ reason: 'input-differs', file: 'src/lib.rs' }, 'src/lib.rs'],
  'input-added': [{ reason: 'input-added', file: 'src/part.rs' }, 'src/part.rs'],
  'package-files-differ': [{ reason: 'package-files-differ', package: 'app' }, '`app`', 'build script'],
  'observed-differs': [{ reason: 'observed-differs', seen: { see: 'file', path: 'words/one.txt', sha256: sha256('one') } }, 'words/one.txt'],
  'not-observed': [{ reason: 'not-observed', why: 'app names `fs`', differs: 'the tags' }, 'app names `fs`', 'the tags'],
  'never-shared': [{ reason: 'never-shared', where: '/repos/tree/Cargo.toml' }, 'never shared', '/repos/tree/Cargo.toml'],
  'declared-differs': [{ reason: 'declared-differs', input: 'data/*.sql' }, 'data/*.sql'],
  'config-env-differs': [{ reason: 'config-env-differs' }, '[env]'],
  'linker-input-differs': [{ reason: 'linker-input-differs', paths: ['a', 'b', 'c', 'd'] }, 'a, b, c, …'],
  'own-compilers-differ': [{ reason: 'own-compilers-differ', paths: ['tools/wrapper.sh'] }, 'tools/wrapper.sh'],
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

/** One of each; what is missing here does not compile. */
const LEFT: Readonly<Record<LeftBecause, string>> = {
  'other-elsewhere': 'where the worktree is',
  'writes-elsewhere': 'outside OUT_DIR',
  'reads-target': 'target directory',
  'reads-above': 'above the worktree',
  'unseen-program': 'cannot be observed',
  'git-question': 'git',
  network: 'network',
  'shell-variable': 'variable of the shell',
  untold: 'does not tell cargo',
  time: 'clock',
  assembler: 'assembly',
  failed: 'could not be observed',
};

test.each(Object.entries(LEFT) as [LeftBecause, string][])('left, because of %s', (because, named) => {
  const words = refusalWords({ reason: 'left', because, what: 'THIS' });
  expect(words).toContain(named);
  expect(words).toContain('THIS');
});

test.each<[Observation, string]>([
  [{ see: 'git', directory: '', question: ['describe', '--tags'], answer: sha256('') }, 'git describe --tags'],
  [{ see: 'git-file', of: 'own', path: 'HEAD', sha256: null }, '.git/HEAD'],
  [{ see: 'variable', name: 'WORDS', value: null }, '$WORDS'],
  [{ see: 'nowhere-above', name: 'words.toml' }, '../words.toml'],
  [{ see: 'nothing-built', in: 'target', path: 'debug/words.toml' }, 'target/debug/words.toml'],
  [{ see: 'listing', path: '', sha256: sha256('') }, 'ask for .,'],
])('what was seen is named: %o', (seen, named) => {
  expect(refusalWords({ reason: 'observed-differs', seen })).toContain(named);
});
