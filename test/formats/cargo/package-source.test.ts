import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { packageRoot, sourceOf } from '../../../src/formats/cargo/package-source.ts';
import type { AbsolutePath } from '../../../src/system/brand.ts';
import { remove, temporaryDirectory, writeFiles } from './sandbox.ts';

describe('sourceOf', () => {
  let top: AbsolutePath;
  beforeAll(() => {
    top = temporaryDirectory();
    writeFiles(top, {
      'tree/ws/Cargo.toml': '',
      'tree/ws/member/Cargo.toml': '',
      'tree/ws/vendor/serde/Cargo.toml': '',
      'tree/ws/vendor/serde/.cargo-checksum.json': '{}',
      'tree/beside/Cargo.toml': '',
      'Cargo.toml': '',
    });
  });
  afterAll(() => remove(top));

  const find = (packageName: string, firstInput: string) =>
    sourceOf({
      packageName,
      firstInput: firstInput.replace('TOP', top),
      workspaceRoot: `${top}/tree/ws` as AbsolutePath,
      cargoHome: `${top}/home` as AbsolutePath,
      worktreeRoot: `${top}/tree` as AbsolutePath,
    });

  test.each([
    ['serde_json', 'TOP/home/registry/src/index.example-0a1b/serde_json-1.0.9/src/lib.rs', { kind: 'registry', version: '1.0.9' }],
    ['a-b', 'TOP/home/registry/src/index.example-0a1b/a-b-0.1.0-rc.1+x/build.rs', { kind: 'registry', version: '0.1.0-rc.1+x' }],
    ['inner', 'TOP/home/git/checkouts/repo-0123456789abcdef/1a2b3c4/crates/inner/src/lib.rs', { kind: 'git', revision: '1a2b3c4' }],
    ['member', 'member/src/lib.rs', { kind: 'path', root: 'member' }],
    ['top', 'src/main.rs', { kind: 'path', root: '' }],
  ])('%s at %s', (name, input, expected) => {
    expect(find(name, input)).toEqual({ name, ...expected });
  });

  test('a path package outside the workspace root keeps its absolute root', () => {
    expect(find('beside', 'TOP/tree/beside/src/lib.rs')).toEqual({ kind: 'path', name: 'beside', root: `${top}/tree/beside` });
  });

  test.each([
    ['serde', 'TOP/tree/ws/vendor/serde/src/lib.rs', { kind: 'path', name: 'serde', root: 'vendor/serde', vendored: true }],
    ['core', 'TOP/toolchain/lib/rustlib/src/rust/library/core/src/lib.rs', 'unknown'],
    ['other', 'TOP/home/registry/src/index.example-0a1b/serde-1.0.0/src/lib.rs', 'unknown'],
    ['stray', 'TOP/tree/stray/src/lib.rs', 'unknown'],
  ])('%s at %s is %s', (name, input, expected) => {
    expect(find(name, input)).toEqual(expected);
  });
});

describe('packageRoot', () => {
  const root = (inputs: string[], inPackage: string[], elsewhere: string[] = []) =>
    packageRoot({
      inputs,
      depInfo: {
        files: [
          ...inPackage.map((path) => ({ base: 'package' as const, path })),
          ...elsewhere.map((path) => ({ base: 'build' as const, path })),
        ],
        env: [],
      },
    });

  test('is what stands before the names in cargo’s dep-info', () => {
    expect(root(['src/main.rs'], ['src/main.rs'])).toBe('');
    expect(root(['crates/a/src/lib.rs', 'crates/a/src/b.rs'], ['src/b.rs', 'src/lib.rs'])).toBe('crates/a');
    expect(root(['/elsewhere/a/src/lib.rs'], ['src/lib.rs'])).toBe('/elsewhere/a');
    expect(root(['a/src/../data.txt', 'a/src/lib.rs'], ['data.txt', 'src/lib.rs'])).toBe('a');
  });

  test('is found beside generated files and files outside the package', () => {
    expect(
      root(
        ['a/src/lib.rs', '/t/debug/build/a-1/out/gen.rs', 'a/src/../../shared.txt'],
        ['src/lib.rs'],
        ['debug/build/a-1/out/gen.rs', '/ws/a/src/../../shared.txt'],
      ),
    ).toBe('a');
  });

  test('is spelled as the crate’s own source where a macro names a file by its whole path', () => {
    expect(root(['src/main.rs', '/ws/src/words.pest'], ['src/main.rs', 'src/words.pest'])).toBe('');
    expect(root(['a/src/lib.rs', '/ws/a/src/words.pest'], ['src/lib.rs', 'src/words.pest'])).toBe('a');
    expect(root(['/ws/a/src/lib.rs', 'a/src/words.pest'], ['src/lib.rs', 'src/words.pest'])).toBe('/ws/a');
  });

  test('is the one with most inputs where packages nest', () => {
    expect(root(['a/src/lib.rs', 'a/b/src/lib.rs'], ['src/lib.rs', 'b/src/lib.rs'])).toBe('a');
    expect(root(['/ws/a/lib.rs', '/ws/a/b/lib.rs'], ['lib.rs'], ['/ws/a/lib.rs'])).toBe('/ws/a/b');
  });

  test('is not guessed', () => {
    expect(root(['a/src/lib.rs'], [])).toBeUndefined();
    expect(root(['a/lib.rs', 'b/lib.rs'], ['lib.rs'])).toBeUndefined();
  });
});
