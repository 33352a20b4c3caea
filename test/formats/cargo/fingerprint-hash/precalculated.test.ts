import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, symlinkSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { isPrecalculatedMtime, precalculatedValue } from '../../../../src/formats/cargo/fingerprint-hash/precalculated.ts';
import type { AbsolutePath } from '../../../../src/system/brand.ts';
import { storedFingerprints } from './real-units.ts';
import { cargo, git, listing, manifest, repository, writeFiles } from './repository.ts';

/** What cargo stored for the one build script; it stores the value that it found before the script ran. */
function cargoValue(worktree: string, packageRoot: string): string {
  cargo(join(worktree, packageRoot), 'check', '--target-dir', join(worktree, '..', 'built'));
  const values = storedFingerprints(join(worktree, '..', 'built')).flatMap(({ record }) =>
    record.local.flatMap((local) => (local.kind === 'precalculated' ? [local.value] : [])),
  );
  expect(values).toHaveLength(1);
  return values[0]!;
}

function ourValue(worktree: AbsolutePath, packageRoot = ''): string | undefined {
  return precalculatedValue({ worktree, packageRoot, listing: listing(worktree) })?.value;
}

const PACKAGE = {
  '.gitignore': 'ignored.txt\n',
  'Cargo.toml': manifest('scripted'),
  'build.rs': 'fn main() {}\n',
  'src/lib.rs': '',
};

/** Seconds after the present: newer than all else in the test. */
function touch(path: string, later: number): void {
  const time = Math.floor(Date.now() / 1000) + later;
  utimesSync(path, time, time);
}

describe('the value is the one that cargo computes', { timeout: 120_000 }, () => {
  test('for a checkout, where many files have the same mtime', () => {
    const files = Object.fromEntries(Array.from({ length: 60 }, (_, i) => [`d${i % 7}/e${i % 3}/f${i}.txt`, 'x']));
    const worktree = repository({ ...PACKAGE, ...files });
    for (const path of listing(worktree).tracked) touch(join(worktree, path), 0);
    expect(cargoValue(worktree, '')).toBe(ourValue(worktree));
  });

  test('for files that git does not track, and not for those it ignores', () => {
    const worktree = repository(PACKAGE);
    writeFiles(worktree, { 'new.txt': '', 'ignored.txt': '', 'target/untracked.txt': '' });
    touch(join(worktree, 'new.txt'), 10);
    touch(join(worktree, 'ignored.txt'), 20);
    touch(join(worktree, 'target/untracked.txt'), 30);
    expect(ourValue(worktree)).toMatch(/ \(new\.txt\)$/);
    expect(cargoValue(worktree, '')).toBe(ourValue(worktree));
  });

  test('for a tracked file in target, which counts after equal ones elsewhere', () => {
    const worktree = repository({ ...PACKAGE, 'target/b.txt': '', 'target/a.txt': '', 'zz.txt': '' });
    for (const name of ['target/b.txt', 'target/a.txt']) utimesSync(join(worktree, name), 4e9, 4e9);
    expect(ourValue(worktree)).toBe('4000000000.000000000s (target/a.txt)');
    expect(cargoValue(worktree, '')).toBe(ourValue(worktree));
    utimesSync(join(worktree, 'zz.txt'), 4e9, 4e9);
    expect(ourValue(worktree)).toBe('4000000000.000000000s (zz.txt)');
    rmSync(join(worktree, '..', 'built'), { recursive: true });
    expect(cargoValue(worktree, '')).toBe(ourValue(worktree));
  });

  test('for a member, without the packages below it and the lock file', () => {
    const worktree = repository({
      'Cargo.toml': '[workspace]\nresolver = "2"\nmembers = ["outer"]\nexclude = ["outer/inner"]\n',
      'outer/Cargo.toml': manifest('outer'),
      'outer/build.rs': 'fn main() {}\n',
      'outer/src/lib.rs': '',
      'outer/inner/Cargo.toml': manifest('inner'),
      'outer/inner/src/lib.rs': '',
      'beside.txt': '',
    });
    touch(join(worktree, 'outer/src/lib.rs'), 10);
    touch(join(worktree, 'outer/inner/src/lib.rs'), 20);
    touch(join(worktree, 'beside.txt'), 20);
    expect(ourValue(worktree, 'outer')).toMatch(/ \(src\/lib\.rs\)$/);
    expect(cargoValue(worktree, 'outer')).toBe(ourValue(worktree, 'outer'));
  });

  test('for a root package whose lock file is untracked', () => {
    const worktree = repository(PACKAGE);
    cargo(worktree, 'generate-lockfile');
    touch(join(worktree, 'Cargo.lock'), 10);
    expect(ourValue(worktree)).not.toContain('Cargo.lock');
    expect(cargoValue(worktree, '')).toBe(ourValue(worktree));
    git(worktree, 'add', 'Cargo.lock');
    touch(join(worktree, 'Cargo.lock'), 20);
    expect(ourValue(worktree)).toContain('(Cargo.lock)');
    rmSync(join(worktree, '..', 'built'), { recursive: true });
    expect(cargoValue(worktree, '')).toBe(ourValue(worktree));
  });

  test('for symlinks (the time of the file they lead to), dangling ones, deleted files and pipes', () => {
    const worktree = repository({ ...PACKAGE, 'gone.txt': '', 'pipe': '' });
    writeFiles(join(worktree, '..'), { 'elsewhere.txt': '' });
    touch(join(worktree, '..', 'elsewhere.txt'), 10);
    symlinkSync('../elsewhere.txt', join(worktree, 'link'));
    symlinkSync('nowhere', join(worktree, 'dangling'));
    rmSync(join(worktree, 'gone.txt'));
    rmSync(join(worktree, 'pipe'));
    execFileSync('mkfifo', [join(worktree, 'pipe')]);
    touch(join(worktree, 'pipe'), 20);
    expect(ourValue(worktree)).toMatch(/ \(link\)$/);
    expect(cargoValue(worktree, '')).toBe(ourValue(worktree));
  });

  test.each([
    ['an include list', 'include = ["/src/**", "build.rs", "*.md"]\n', 'data/deep/note.md'],
    ['an include list with an exception', 'include = ["src", "data", "!data/deep"]\n', 'src/lib.rs'],
    ['an exclude list', 'exclude = ["/data", "*.tmp"]\n', 'src/lib.rs'],
    ['an exclude list of a folder anywhere', 'exclude = ["deep/"]\n', 'data/plain.txt'],
    ['an include list beside an exclude list', 'include = ["data"]\nexclude = ["data"]\n', 'data/deep/note.md'],
    ['an exclude list that names the manifest', 'exclude = ["*"]\n', 'Cargo.toml'],
  ])('with %s', (_, selection, newest) => {
    const paths = ['src/lib.rs', 'data/deep/note.md', 'data/plain.txt', 'data/x.tmp', 'Cargo.toml'];
    const worktree = repository({
      ...PACKAGE,
      ...Object.fromEntries(paths.map((path) => [path, ''])),
      'Cargo.toml': manifest('scripted', selection),
    });
    touch(join(worktree, 'Cargo.toml'), 5);
    for (const path of paths.filter((name) => name !== 'Cargo.toml')) touch(join(worktree, path), 10);
    touch(join(worktree, newest), 20);
    expect(ourValue(worktree)).toContain(` (${newest})`);
    expect(cargoValue(worktree, '')).toBe(ourValue(worktree));
  });

  test('in a linked worktree, with excludes of the common directory', () => {
    const main = repository(PACKAGE);
    writeFiles(main, { '.git/info/exclude': 'hidden.txt\n' });
    git(main, 'worktree', 'add', '-q', '../linked');
    const linked = join(main, '..', 'linked') as AbsolutePath;
    writeFiles(linked, { 'hidden.txt': '' });
    touch(join(linked, 'hidden.txt'), 10);
    expect(cargoValue(linked, '')).toBe(ourValue(linked));
  });
});

describe('no value is given where the rules are others', () => {
  test.each([
    ['an inherited list', { 'Cargo.toml': manifest('scripted', 'exclude.workspace = true\n') }],
    ['a manifest that is not TOML', { 'Cargo.toml': '[package' }],
  ])('%s', (_, files) => {
    expect(ourValue(repository({ ...PACKAGE, ...files }))).toBeUndefined();
  });

  test('an untracked manifest', () => {
    const worktree = repository(PACKAGE);
    git(worktree, 'rm', '-q', '--cached', 'Cargo.toml');
    expect(ourValue(worktree)).toBeUndefined();
  });

  test('a symlink to a directory', () => {
    const worktree = repository(PACKAGE);
    symlinkSync('src', join(worktree, 'sources'));
    expect(ourValue(worktree)).toBeUndefined();
  });

  test('another repository inside the package', () => {
    const worktree = repository(PACKAGE);
    mkdirSync(join(worktree, 'nested'));
    git(join(worktree, 'nested'), 'init', '-q');
    writeFiles(worktree, { 'nested/a.txt': '' });
    expect(ourValue(worktree)).toBeUndefined();
  });
});

test('only values with an mtime are taken for such', () => {
  expect(isPrecalculatedMtime('1763886362.041234567s (src/lib.rs)')).toBe(true);
  for (const other of ['1.0.2', '0a1b2c', 'overridden build state with hash: 1', '1.5s (x)']) {
    expect(isPrecalculatedMtime(other)).toBe(false);
  }
});
