import { describe, expect, test } from 'vitest';
import { sha256 } from '../../src/units/identity.ts';
import { fits, mayPlace, type WorktreeFacts } from '../../src/units/may-place.ts';
import type { AbsolutePath, Condition, DeploymentCondition, EverythingEqual, Input, Manifest, PackageSource } from '../../src/units/model.ts';
import type { Observation } from '../../src/units/observation.ts';
import { factsOf, manifestOf, ROOT } from './samples.ts';
import { NOTHING_DECLARED } from '../../src/units/declared.ts';

const here: WorktreeFacts = {
  locks: (source) => source.name === 'app',
  file: (path) => (path === 'app/src/lib.rs' ? sha256('lib') : undefined),
  directory: (path) => (path === 'app/items' ? sha256('items') : undefined),
  exists: (path) => path === 'app/src/part.rs',
  buildDirectory: () => '/here/target',
  absolute: (path) => `/here/${path}`,
  packageFiles: (root) => sha256(`files of ${root}`),
  configEnv: () => sha256('env'),
  ownCompilers: () => null,
  variable: (name) => (name === 'IPHONEOS_DEPLOYMENT_TARGET' ? '15' : undefined),
  sdk: (system) => (system === 'MacOSX' ? '15.2' : null),
  named: (paths) => sha256(paths.join(' ')),
  declared: NOTHING_DECLARED.of,
  answersAlike: (seen) => seen.see === 'file' && seen.path === 'words.txt',
  differsFrom: (other) => (other === null ? 'all' : other.commit === 'c0ffee' ? undefined : 'the commit c0ffee'),
};

const deployment = (more: Partial<DeploymentCondition>): Condition => ({ kind: 'deployment', variable: 'MACOSX_DEPLOYMENT_TARGET', version: '11.0', isDefault: true, system: 'MacOSX', sdk: null, ...more });
const inputs: Input[] = [
  { kind: 'file', path: 'app/src/lib.rs', sha256: sha256('lib') },
  { kind: 'directory', path: 'app/items', sha256: sha256('items') },
  { kind: 'absent', path: 'app/src/lib/mod.rs' },
];
const equal: EverythingEqual = { commit: 'c0ffee', branch: 'main', tags: sha256('v1'), above: ROOT, configEnv: sha256('env') };
const words: Observation = { see: 'file', path: 'words.txt', sha256: sha256('words') };
const conditions: Condition[] = [
  { kind: 'observed', observations: [words, words] },
  { kind: 'unobserved', why: 'app names `fs`', equal },
  { kind: 'package-files', root: 'app', sha256: sha256('files of app') },
  { kind: 'config-env', sha256: sha256('env') },
  { kind: 'precalculated-mtime', root: 'app' },
  deployment({}),
  deployment({ variable: 'IPHONEOS_DEPLOYMENT_TARGET', version: '15.0', isDefault: false, system: 'iPhoneOS' }),
  deployment({ sdk: '15.2' }),
  { kind: 'linker-inputs', paths: ['a', 'b'], sha256: sha256('a b'), equal },
  { kind: 'given-path', variable: 'OUT_DIR', recorded: true, why: 'x' },
  { kind: 'debug-files', room: 12 },
  { kind: 'debug-files', room: null },
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
  const gone: Observation = { see: 'kind', path: 'words.toml', is: 'absent' };
  test.each<[string, Condition, object]>([
    ['one other answer among equal ones', { kind: 'observed', observations: [words, gone] }, { reason: 'observed-differs', seen: gone }],
    ['another version than the compiler takes by itself', deployment({ version: '12.0', isDefault: false }), { reason: 'deployment-differs', variable: 'MACOSX_DEPLOYMENT_TARGET', built: '12.0', here: null }],
    ['another version than is set', deployment({ variable: 'IPHONEOS_DEPLOYMENT_TARGET', version: '14.0' }), { reason: 'deployment-differs', variable: 'IPHONEOS_DEPLOYMENT_TARGET', built: '14.0', here: '15' }],
    ['another SDK', deployment({ sdk: '14.0' }), { reason: 'deployment-differs', variable: 'SDKROOT', built: '14.0', here: '15.2' }],
    ['no SDK that is known', deployment({ system: 'iPhoneOS', sdk: '18.2' }), { reason: 'deployment-differs', variable: 'SDKROOT', built: '18.2', here: null }],
    ['not observed, and another commit', { kind: 'unobserved', why: 'x', equal: { ...equal, commit: 'bad' } }, { reason: 'not-observed', why: 'x', differs: 'the commit c0ffee' }],
    ['not observed, and nothing could be equal', { kind: 'unobserved', why: 'x', equal: null }, { reason: 'not-observed', why: 'x', differs: 'all' }],
    ['files of debug information, under a longer path', { kind: 'debug-files', room: 11 }, { reason: 'debug-objects', file: 'app', room: 11 }],
    ['a path of the worktree, of which more than a file may have come', { kind: 'given-path', variable: 'OUT_DIR', recorded: false, why: 'x' }, { reason: 'not-observed', why: 'x', differs: 'that path' }],
    ['a linker script that includes others, and another commit', { kind: 'linker-inputs', paths: ['a', 'b'], sha256: sha256('a b'), equal: { ...equal, commit: 'bad' } }, { reason: 'linker-input-differs', paths: ['a', 'b'], differs: 'the commit c0ffee' }],
    ['other contents of what the linker is given', { kind: 'linker-inputs', paths: ['a'], sha256: sha256('b') }, { reason: 'linker-input-differs', paths: ['a'] }],
    ['other files that a script may read', { kind: 'package-files', root: 'app', sha256: sha256('other') }, { reason: 'package-files-differ', package: 'app' }],
    ['other variables from the configuration', { kind: 'config-env', sha256: sha256('other') }, { reason: 'config-env-differs' }],
  ])('%s', (_, condition, refusal) => {
    expect(mayPlace(manifestOf('app', { conditions: [...conditions, condition] }), here)).toEqual(refusal);
  });
});

test('a variable is compared here where cargo does not compare it: in packages from elsewhere', () => {
  const knows = { ...here, answersAlike: () => true, variable: (name: string) => (name === 'TAG' ? 'two' : undefined) };
  const asked = (name: string, value: string | null): Condition => ({ kind: 'observed', observations: [{ see: 'variable', name, value }] });
  const elsewhere = { kind: 'registry', name: 'app' } as PackageSource;
  const place = (source: PackageSource, condition: Condition) => mayPlace(manifestOf('app', { source, conditions: [condition] }), knows);
  expect(place(elsewhere, asked('TAG', null))).toMatchObject({ reason: 'observed-differs', seen: { name: 'TAG' } });
  expect(place(elsewhere, asked('GONE', 'one'))).toMatchObject({ reason: 'observed-differs' });
  expect(place(elsewhere, asked('TAG', 'two'))).toBeUndefined();
  expect(place(elsewhere, asked('RUSTFLAGS', 'x'))).toBeUndefined();
  expect(place(manifestOf('app').source, asked('TAG', null))).toBeUndefined();
});

describe('what people say of a crate', () => {
  const file = { see: 'file', path: 'q/a.sql', sha256: sha256('one') } as const;
  const built = manifestOf('app', { conditions: [{ kind: 'declared', inputs: ['q/a.sql'], observations: [file] }] });
  const says = (inputs: readonly string[], neverShared?: string) => ({ ...here, declared: () => ({ neverShared, inputs }), answersAlike: () => true });

  test('the same, or less, and alike here', () => {
    expect(mayPlace(built, says(['q/a.sql']))).toBeUndefined();
    expect(mayPlace(built, says([]))).toBeUndefined();
  });

  test('more than where it was built, other contents, never', () => {
    expect(mayPlace(built, says(['q/a.sql', 'q/b.sql']))).toEqual({ reason: 'declared-differs', input: 'q/b.sql' });
    expect(mayPlace(manifestOf('app'), says(['q/a.sql']))).toEqual({ reason: 'declared-differs', input: 'q/a.sql' });
    expect(mayPlace(built, { ...says(['q/a.sql']), answersAlike: () => false })).toEqual({ reason: 'declared-differs', input: 'q/a.sql' });
    expect(mayPlace(built, says(['q/a.sql'], 'Cargo.toml'))).toEqual({ reason: 'never-shared', where: 'Cargo.toml' });
  });
});

describe('programs of the repository that compile', () => {
  const own = (text: string) => ({ paths: ['tools/wrapper.sh'], sha256: sha256(text) });
  const built = manifestOf('app', { conditions: [{ kind: 'own-compilers', ...own('one') }] });
  const refusal = { reason: 'own-compilers-differ', paths: ['tools/wrapper.sh'] };

  test('the same', () => {
    expect(mayPlace(built, { ...here, ownCompilers: () => own('one') })).toBeUndefined();
  });

  test('another one, none any more, or the first one', () => {
    expect(mayPlace(built, { ...here, ownCompilers: () => own('two') })).toEqual(refusal);
    expect(mayPlace(built, here)).toEqual(refusal);
    expect(mayPlace(manifestOf('app'), { ...here, ownCompilers: () => own('one') })).toEqual(refusal);
  });

  test('do not run build scripts', () => {
    expect(mayPlace(manifestOf('app', { kind: 'run-build-script' }), { ...here, ownCompilers: () => own('one') })).toBeUndefined();
  });
});

test('a unit whose name holds where its package is has that name nowhere else', () => {
  const at = (namedBy: string): Manifest => ({ ...manifestOf('app'), source: { kind: 'path', name: 'app', root: 'app', namedBy: namedBy as AbsolutePath } });
  const anywhere = factsOf();
  expect(mayPlace(at('/here/app'), anywhere)).toBeUndefined();
  expect(mayPlace(at('/there/app'), anywhere)).toEqual({ reason: 'outside-workspace', file: 'app' });
  expect(fits(at('/there/app'), anywhere)).toBeUndefined();
});
