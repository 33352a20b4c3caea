import { posix } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { encodeDepInfo, parseDepInfo } from '../../../src/formats/cargo/dep-info.ts';
import { WorktreeContents } from '../../../src/engine/contents/worktree-contents.ts';
import type { AbsolutePath } from '../../../src/system/brand.ts';
import { sha256 } from '../../../src/units/identity.ts';
import type { Condition, Manifest, ManifestFile } from '../../../src/units/model.ts';
import { WORKTREE_MARK, type Observation } from '../../../src/units/observation.ts';
import { watchedUnits, watchesAll, watchesNothing, withWatched, type Watchable, type WatchedUnit } from '../../../src/engine/warm/watched.ts';
import { temporaryDirectory, write } from '../../formats/git/rig.ts';
import { valueOf } from '../../store/store-fixture.ts';
import { fileOf, manifestOf } from '../../units/samples.ts';

const SHA = sha256('');
let root: AbsolutePath;
let here: Watchable;

beforeEach(() => {
  root = temporaryDirectory() as AbsolutePath;
  const files = ['Cargo.toml', 'app/Cargo.toml', 'app/src/lib.rs', 'app/data/one.txt', 'words/deep/two.txt'];
  for (const path of files) write(`${root}/${path}`, path);
  here = {
    contents: new WorktreeContents(root),
    tracked: () => [...files, 'deleted.txt'],
    headFiles: () => ['/git/HEAD'],
    gitDirectories: { own: '/git/worktrees/here', common: '/git' },
    variable: (name) => (name === 'IPHONEOS_DEPLOYMENT_TARGET' ? '15' : undefined),
    configFiles: [],
    compilerFiles: ['/home/.cargo/config.toml'],
    built: [`${root}/target`],
    buildDirectory: `${root}/target`,
  };
});

const app = (...conditions: Condition[]): Manifest => manifestOf('app', { source: { kind: 'path', name: 'app', root: 'app' }, conditions });
const saw = (...observations: Observation[]): Condition => ({ kind: 'observed', observations });
const file = (path: string): Observation => ({ see: 'file', path, sha256: SHA });
const git = (...question: string[]): Observation => ({ see: 'git', directory: 'app', question, answer: SHA });
const paths = (...paths: string[]): WatchedUnit => ({ paths, variables: [] });

/** What is watched for a library in `app`; below the worktree relative to it. */
function watched(...conditions: Condition[]): string[] {
  const unit = app(...conditions);
  const found = (watchedUnits([unit], here).get(unit.slot)?.paths ?? []).map((path) => posix.resolve(root, 'app', path));
  return found.map((path) => (path.startsWith(`${root}/`) ? path.slice(root.length + 1) : path)).sort();
}

/** What must stay absent; relative to the worktree. */
function absent(...conditions: Condition[]): string[] {
  const unit = { ...app(...conditions), files: [fileOf('dep-info', 'debug/.fingerprint/app-1/dep-lib-app')] };
  const found = watchedUnits([unit], here).get(unit.slot);
  if (found?.absent !== undefined) expect(found.paths.map((path) => posix.resolve(root, 'app', path))).toContain(found.absent.directory);
  return (found?.absent?.targets ?? []).map((target) => posix.relative(root, posix.resolve(found!.absent!.directory, target)));
}

test('a configuration of clippy that would be found first must not appear in the worktree', () => {
  const inputs = ['app/clippy.toml', '../clippy.toml', 'app/src/part/mod.rs'].map((path) => ({ kind: 'absent', path }) as const);
  const unit = { ...app(), inputs, files: [fileOf('dep-info', 'debug/.fingerprint/app-1/dep-lib-app')] };
  const found = watchedUnits([unit], here).get(unit.slot)?.absent;
  expect(found?.targets.map((target) => posix.relative(root, posix.resolve(found.directory, target)))).toEqual(['app/clippy.toml']);
});

describe('what must be watched where', () => {
  test('code that may read anything', () => {
    const condition: Condition = { kind: 'unobserved', why: 'x', equal: null };
    expect(watched(condition)).toEqual(['/git/HEAD', 'Cargo.toml', 'app', 'app/Cargo.toml', 'app/data/one.txt', 'app/src/lib.rs', 'words', 'words/deep/two.txt']);
  });

  test('what may come, where code may read anything', () => {
    const condition: Condition = { kind: 'unobserved', why: 'x', equal: null };
    write(`${root}/.gitignore`, '/target\n.env\n# a word\n*.log\n!kept\nsecrets/\napp/inner\n');
    expect(absent(condition)).toEqual(['.env', 'secrets']);
    write(`${root}/.env`, '');
    here = { ...here, contents: new WorktreeContents(root), built: [`${root}/words/target`] };
    expect(watched(condition)).not.toContain('words');
    expect(watched(condition)).toContain('words/deep');
    expect(absent(condition)).toEqual(['secrets', 'target', 'words/.env', 'words/secrets']);
  });

  test('files, directories and links that were read, and what was not there', () => {
    expect(watched(saw(file('Cargo.toml'), file('app/data/one.txt')))).toEqual(['Cargo.toml', 'app/data/one.txt']);
    expect(watched(saw({ see: 'listing', path: 'words', sha256: SHA }))).toEqual(['words']);
    expect(watched(saw({ see: 'link', path: 'words/deep/two.txt', target: 'x' }))).toEqual(['words/deep/two.txt']);
    expect(absent(saw({ see: 'kind', path: 'words/gone.txt', is: 'absent' }, file('Cargo.toml')))).toEqual(['words/gone.txt']);
    expect(watched(saw({ see: 'kind', path: 'words/deep/two.txt', is: 'file' }))).toEqual(['words/deep/two.txt']);
  });

  test('what is not there above OUT_DIR', () => {
    expect(absent(saw({ see: 'nothing-built', in: 'target', path: 'debug/.words' }))).toEqual(['target/debug/.words']);
  });

  test('of a directory that was only looked at, and outside the worktree, nothing', () => {
    expect(watched(saw({ see: 'kind', path: 'words', is: 'directory' }))).toEqual([]);
    expect(absent(saw({ see: 'kind', path: '/data/gone', is: 'absent' }))).toEqual([]);
    expect(watched(saw(file('/data/words.txt'), { see: 'kind', path: '/data/gone', is: 'absent' }, { see: 'nowhere-above', name: 'words.toml' }))).toEqual([]);
  });

  test('outside the worktree, files that are there', () => {
    const outside = temporaryDirectory();
    write(`${outside}/words.txt`, '');
    expect(watched(saw(file(`${outside}/words.txt`), { see: 'listing', path: outside, sha256: SHA }, { see: 'kind', path: `${outside}/gone`, is: 'absent' }))).toEqual([`${outside}/words.txt`]);
  });

  test('the names of the package\'s own directory', () => {
    expect(watched(saw({ see: 'listing', path: 'app', sha256: SHA }))).toEqual(['app']);
    here = { ...here, built: [`${root}/app/target`] };
    expect(watched(saw({ see: 'listing', path: 'app', sha256: SHA }))).toEqual([]);
  });

  test('a directory above the package, or that holds what is built, changes with everything', () => {
    write(`${root}/words/target/CACHEDIR.TAG`, '');
    here = { ...here, built: [`${root}/words/target`] };
    const listed = ['words', ''].map((path): Observation => ({ see: 'listing', path, sha256: SHA }));
    const gone = ['gone.txt', 'none/at/all.txt', 'app/gone.txt'].map((path): Observation => ({ see: 'kind', path, is: 'absent' }));
    expect(watched(saw(...listed))).toEqual([]);
    expect(absent(saw(...listed, ...gone))).toEqual(['app/gone.txt', 'gone.txt', 'none/at/all.txt']);
  });

  test('git tells of HEAD and tags, and some questions of every change', () => {
    expect(watched(saw(git('rev-parse', 'HEAD')))).toEqual(['/git/HEAD']);
    for (const question of ['status', 'describe', 'diff-index', 'ls-files']) {
      expect(watched(saw(git(question)))).toEqual(expect.arrayContaining(['/git/HEAD', 'words/deep/two.txt']));
    }
  });

  test('and some of what is set', () => {
    expect(watched(saw(git('config', 'user.name')))).toEqual(['/git/HEAD', '/git/config']);
  });

  test('git tells of the commits that submodules are at', () => {
    write(`${root}/sub/.git/HEAD`, 'ref: refs/heads/main\n');
    here = { ...here, tracked: () => ['sub', 'app/src/lib.rs'] };
    expect(watched(saw(git('describe', '--dirty')))).toEqual(['/git/HEAD', 'app/src/lib.rs', 'sub', 'sub/.git/HEAD']);
    expect(watched({ kind: 'unobserved' } as Condition)).toContain('sub/.git/HEAD');
  });

  test('of authors git tells by their other names', () => {
    const log = saw(git('log', '-1', '--format=%aN'));
    expect(absent(log)).toEqual(['.mailmap']);
    write(`${root}/.mailmap`, 'A <a@example.com>\n');
    here = { ...here, contents: new WorktreeContents(root) };
    expect(watched(log)).toEqual(['.mailmap', '/git/HEAD']);
  });

  test('files of git\'s own', () => {
    const of = (of: 'own' | 'common', sha256: typeof SHA | null): Observation => ({ see: 'git-file', of, path: 'HEAD', sha256 });
    expect(watched(saw(of('own', SHA)))).toEqual(['/git/worktrees/here/HEAD']);
    expect(watched(saw(of('common', SHA)))).toEqual(['/git/HEAD']);
    expect(watched(saw(of('own', null)))).toEqual([]);
    expect(absent(saw(of('own', null)))).toEqual([expect.stringMatching(/\/git\/worktrees\/here\/HEAD$/)]);
    here = { ...here, gitDirectories: { own: root, common: root } };
    expect(absent(saw({ see: 'git-file', of: 'own', path: 'words', sha256: null }))).toEqual([]);
    here = { ...here, gitDirectories: undefined };
    expect(watched(saw(of('own', SHA)))).toEqual([]);
  });

  test('what the linker is given, and the programs that compile with the configuration that names them', () => {
    expect(watched({ kind: 'linker-inputs', paths: ['words/deep/two.txt', 'words/gone.a'], sha256: SHA })).toEqual(['words/deep/two.txt']);
    expect(absent({ kind: 'linker-inputs', paths: ['words/gone.a'], sha256: SHA })).toEqual(['words/gone.a']);
    expect(watched({ kind: 'own-compilers', paths: ['words/deep/two.txt'], sha256: SHA })).toEqual(['/home/.cargo/config.toml', 'words/deep/two.txt']);
  });

  test('what cargo compares itself is left to it', () => {
    expect(watched({ kind: 'package-files', root: 'app', sha256: SHA }, { kind: 'precalculated-mtime', root: 'app' }, { kind: 'config-env', sha256: SHA })).toEqual([]);
  });
});

describe('variables that were asked for', () => {
  const asked = (name: string, value: string | null): Observation => ({ see: 'variable', name, value });

  test('with their values, by name', () => {
    const unit = app(saw(asked('WORDS', 'one'), asked('GONE', null)));
    expect(watchedUnits([unit], here).get(unit.slot)).toEqual({ paths: [], variables: [{ name: 'GONE', value: null }, { name: 'WORDS', value: 'one' }] });
  });

  test('a value that named the worktree names this one', () => {
    const unit = app(saw(asked('WORDS', `${WORKTREE_MARK}/words`)));
    expect(watchedUnits([unit], here).get(unit.slot)?.variables).toEqual([{ name: 'WORDS', value: `${root}/words` }]);
  });
});

describe('whose dep-info names it', () => {
  const seen = saw(file('Cargo.toml'), { see: 'variable', name: 'WORDS', value: 'one' });
  const edge = (manifest: Manifest): Manifest['dependencies'][number] => ({ slot: manifest.slot, fingerprint: '0', digest: SHA });

  test('that of the script, for its run: a script that is compiled anew runs anew', () => {
    const script = manifestOf('build-script-build', { kind: 'build-script' });
    const run = manifestOf('run', { kind: 'run-build-script', conditions: [seen], dependencies: [edge(manifestOf('other')), edge(script)] });
    expect([...watchedUnits([script, run], here)]).toEqual([[script.slot, { paths: [`${root}/Cargo.toml`], variables: [{ name: 'WORDS', value: 'one' }] }]]);
    expect([...watchedUnits([run], here)]).toEqual([]);
  });

  test('no registry package\'s: cargo looks at none', () => {
    const unit = manifestOf('app', { source: { kind: 'registry', name: 'app', version: '1.0.0' }, conditions: [seen] });
    expect([...watchedUnits([unit], here)]).toEqual([]);
  });
});

test('below the package by its name from there, else by its whole name', () => {
  const unit = app(saw(file('app/src/lib.rs'), file('Cargo.toml')));
  expect(watchedUnits([unit], here).get(unit.slot)?.paths).toEqual([`${root}/Cargo.toml`, 'src/lib.rs']);
});

describe('a script that printed where the worktree is', () => {
  const source = { kind: 'path', name: 'app', root: 'app' } as const;
  const script = manifestOf('build-script-build', { kind: 'build-script', source, inputs: [{ kind: 'file', path: 'app/build.rs', sha256: SHA }] });
  const dependencies = [{ slot: script.slot, fingerprint: '0', digest: SHA }];
  const output = (more: Partial<ManifestFile>): ManifestFile[] => [
    { role: 'script-output', path: 'output', mode: 0o644, size: 0, mtimeNs: '0', content: { at: 'pack', offset: 0 }, ...more },
  ];
  const run = (more: Partial<ManifestFile>): Manifest => manifestOf('run', { kind: 'run-build-script', source, dependencies, files: output(more) });

  test('runs anew where the worktree is moved: its own source is gone from there', () => {
    expect([...watchedUnits([script, run({ rewrite: true })], here)]).toEqual([[script.slot, paths(`${root}/app/build.rs`)]]);
  });

  test('else not', () => {
    expect([...watchedUnits([script, run({})], here)]).toEqual([]);
    expect([...watchedUnits([script, run({ role: 'script-root-output', rewrite: true })], here)]).toEqual([]);
  });
});

describe('cargo\'s dep-info', () => {
  const stored = encodeDepInfo({ files: [{ base: 'package', path: 'src/lib.rs' }, { base: 'build', path: 'data/one.txt' }], env: [{ name: 'X', value: null }] });

  test('gets what it does not name yet', () => {
    const bytes = withWatched(stored, paths('src/lib.rs', 'data/one.txt', '/w/Cargo.toml')) ?? Buffer.alloc(0);
    expect(valueOf(parseDepInfo(bytes))).toEqual({
      files: [
        { base: 'package', path: 'src/lib.rs' },
        { base: 'build', path: 'data/one.txt' },
        { base: 'package', path: 'data/one.txt' },
        { base: 'package', path: '/w/Cargo.toml' },
      ],
      env: [{ name: 'X', value: null }],
    });
    expect(watchesAll(bytes, paths('data/one.txt', '/w/Cargo.toml'))).toBe(true);
    expect(watchesAll(stored, paths('/w/Cargo.toml'))).toBe(false);
  });

  test('gets variables, each once and with the value that counts here', () => {
    const watched: WatchedUnit = { paths: [], variables: [{ name: 'X', value: 'one' }, { name: 'Y', value: null }] };
    const bytes = withWatched(stored, watched) ?? Buffer.alloc(0);
    expect(valueOf(parseDepInfo(bytes)).env).toEqual([{ name: 'X', value: 'one' }, { name: 'Y', value: null }]);
    expect(watchesAll(bytes, watched)).toBe(true);
    expect(watchesAll(bytes, { ...watched, variables: [{ name: 'X', value: null }] })).toBe(false);
    expect(watchesAll(stored, { ...watched, variables: [{ name: 'Y', value: null }] })).toBe(false);
  });

  test('stays byte for byte where it names all', () => {
    expect(withWatched(stored, { paths: ['src/lib.rs'], variables: [{ name: 'X', value: null }] })).toBe(stored);
    expect(watchesNothing(paths())).toBe(true);
  });

  test('of another form is not read', () => {
    expect(withWatched(Buffer.from('other'), paths('/w/x'))).toBeUndefined();
    expect(watchesAll(Buffer.from('other'), paths())).toBe(false);
  });
});

test('the variable that says for which version of a system a unit is, as it was compared', () => {
  const deployment = (variable: string): Condition => ({ kind: 'deployment', variable, version: '15.0', isDefault: true, system: 'x', sdk: null });
  const variables = (condition: Condition) => watchedUnits([app(condition)], here).get(app().slot)?.variables;
  expect(variables(deployment('IPHONEOS_DEPLOYMENT_TARGET'))).toEqual([{ name: 'IPHONEOS_DEPLOYMENT_TARGET', value: '15' }]);
  expect(variables(deployment('MACOSX_DEPLOYMENT_TARGET'))).toEqual([{ name: 'MACOSX_DEPLOYMENT_TARGET', value: null }]);
});
