import { posix } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { encodeDepInfo, parseDepInfo } from '../../src/cargo/dep-info.ts';
import { PackageListing } from '../../src/contents/package-files.ts';
import { WorktreeContents } from '../../src/contents/worktree-contents.ts';
import type { AbsolutePath } from '../../src/system/brand.ts';
import { sha256 } from '../../src/units/identity.ts';
import type { Condition, Manifest, ManifestFile } from '../../src/units/model.ts';
import { watchedPaths, watchesAll, withWatched, type Watchable } from '../../src/warm/watched.ts';
import { temporaryDirectory, write } from '../git/rig.ts';
import { valueOf } from '../store/store-fixture.ts';
import { manifestOf, slotOf } from '../units/samples.ts';

const SHA = sha256('');
let root: AbsolutePath;
let here: Watchable;

beforeEach(() => {
  root = temporaryDirectory() as AbsolutePath;
  const files = ['Cargo.toml', 'app/Cargo.toml', 'app/src/lib.rs', 'app/tests/it.rs', 'app/data/one.txt', 'words/deep/two.txt'];
  for (const path of files) write(`${root}/${path}`, path);
  const contents = new WorktreeContents(root);
  here = {
    contents,
    listing: () => new PackageListing(contents, files),
    headFiles: () => ['/git/HEAD'],
    configFiles: ['/home/.cargo/config.toml'],
    compilerFiles: ['/home/.cargo/config.toml'],
    built: [`${root}/target`],
  };
});

/** What is watched for a library in `app` with one condition; below the worktree relative to it. */
function watched(condition: Condition): string[] {
  const unit = manifestOf('app', { source: { kind: 'path', name: 'app', root: 'app' }, conditions: [condition] });
  const paths = (watchedPaths([unit], here).get(unit.slot) ?? []).map((path) => posix.resolve(root, 'app', path));
  return paths.map((path) => (path.startsWith(`${root}/`) ? path.slice(root.length + 1) : path)).sort();
}

describe('what must be watched where', () => {
  test('a macro may read the package, but for what other targets are made of', () => {
    const paths = watched({ kind: 'package-files', root: 'app', which: 'visible-to-macros', sha256: SHA });
    expect(paths).toEqual(['app/Cargo.toml', 'app/data/one.txt', 'app/src/lib.rs']);
  });

  test('a macro may read anything', () => {
    const paths = watched({ kind: 'package-files', root: 'app', which: 'of-the-worktree', sha256: SHA });
    expect(paths).toEqual(expect.arrayContaining(['Cargo.toml', 'app/tests/it.rs', 'words/deep/two.txt']));
  });

  test('a text names a file, a directory, and what is not there', () => {
    expect(watched({ kind: 'named-paths', paths: ['Cargo.toml'], sha256: SHA })).toEqual(['Cargo.toml']);
    expect(watched({ kind: 'named-paths', paths: ['words'], sha256: SHA })).toEqual(['words']);
    expect(watched({ kind: 'named-paths', paths: ['words/gone.txt'], sha256: SHA })).toEqual(['words']);
    expect(watched({ kind: 'named-paths', paths: ['gone.txt', 'none/at/all.txt', 'app/gone.txt'], sha256: SHA })).toEqual([]);
  });

  test('a directory that holds the package, or what is built, changes with everything', () => {
    write(`${root}/words/target/CACHEDIR.TAG`, '');
    here = { ...here, built: [`${root}/words/target`] };
    expect(watched({ kind: 'named-paths', paths: ['words', 'app', ''], sha256: SHA })).toEqual([]);
  });

  test('git tells of HEAD and tags, and of every change', () => {
    expect(watched({ kind: 'same-commit', commit: 'c0ffee', branch: null, tags: SHA })).toEqual(['/git/HEAD']);
    expect(watched({ kind: 'clean-worktree' })).toEqual(expect.arrayContaining(['app/tests/it.rs', 'words/deep/two.txt']));
  });

  test('manifest and configuration', () => {
    expect(watched({ kind: 'root-manifest', path: 'Cargo.toml', sha256: SHA })).toEqual(['Cargo.toml']);
    expect(watched({ kind: 'config-env', variables: 'any', sha256: SHA })).toEqual(['/home/.cargo/config.toml']);
  });

  test('what cargo compares itself is left to it', () => {
    expect(watched({ kind: 'package-files', root: 'app', which: 'all', sha256: SHA })).toEqual([]);
    expect(watched({ kind: 'precalculated-mtime', root: 'app' })).toEqual([]);
  });
});

describe('whose dep-info names it', () => {
  const condition: Condition = { kind: 'root-manifest', path: 'Cargo.toml', sha256: SHA };
  const edge = (manifest: Manifest): Manifest['dependencies'][number] => ({ slot: manifest.slot, fingerprint: '0', digest: SHA });

  test('that of the script, for its run: a script that is compiled anew runs anew', () => {
    const script = manifestOf('build-script-build', { kind: 'build-script' });
    const run = manifestOf('run', { kind: 'run-build-script', conditions: [condition], dependencies: [edge(manifestOf('other')), edge(script)] });
    expect([...watchedPaths([script, run], here)]).toEqual([[script.slot, [`${root}/Cargo.toml`]]]);
    expect([...watchedPaths([run], here)]).toEqual([]);
  });

  test('no registry package\'s: cargo looks at none', () => {
    const unit = manifestOf('app', { source: { kind: 'registry', name: 'app', version: '1.0.0' }, conditions: [condition] });
    expect([...watchedPaths([unit], here)]).toEqual([]);
    expect(slotOf('app')).toBe(unit.slot);
  });
});

test('below the package by its name from there, else by its whole name', () => {
  const conditions: Condition[] = [{ kind: 'package-files', root: 'app', which: 'of-the-worktree', sha256: SHA }];
  const unit = manifestOf('app', { source: { kind: 'path', name: 'app', root: 'app' }, conditions });
  expect(watchedPaths([unit], here).get(unit.slot)).toEqual(expect.arrayContaining(['src/lib.rs', `${root}/Cargo.toml`]));
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
    expect([...watchedPaths([script, run({ rewrite: true })], here)]).toEqual([[script.slot, [`${root}/app/build.rs`]]]);
  });

  test('else not', () => {
    expect([...watchedPaths([script, run({})], here)]).toEqual([]);
    expect([...watchedPaths([script, run({ role: 'script-root-output', rewrite: true })], here)]).toEqual([]);
  });
});

describe('cargo\'s dep-info', () => {
  const stored = encodeDepInfo({ files: [{ base: 'package', path: 'src/lib.rs' }, { base: 'build', path: 'data/one.txt' }], env: [{ name: 'X', value: null }] });

  test('gets what it does not name yet', () => {
    const bytes = withWatched(stored, ['src/lib.rs', 'data/one.txt', '/w/Cargo.toml']) ?? Buffer.alloc(0);
    expect(valueOf(parseDepInfo(bytes))).toEqual({
      files: [
        { base: 'package', path: 'src/lib.rs' },
        { base: 'build', path: 'data/one.txt' },
        { base: 'package', path: 'data/one.txt' },
        { base: 'package', path: '/w/Cargo.toml' },
      ],
      env: [{ name: 'X', value: null }],
    });
    expect(watchesAll(bytes, ['data/one.txt', '/w/Cargo.toml'])).toBe(true);
    expect(watchesAll(stored, ['/w/Cargo.toml'])).toBe(false);
  });

  test('stays byte for byte where it names all', () => {
    expect(withWatched(stored, ['src/lib.rs'])).toBe(stored);
  });

  test('of another form is not read', () => {
    expect(withWatched(Buffer.from('other'), ['/w/x'])).toBeUndefined();
    expect(watchesAll(Buffer.from('other'), [])).toBe(false);
  });
});
