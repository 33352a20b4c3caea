import { describe, expect, test } from 'vitest';
import { directoryName, fileReadingName, gitReadingName, isGitPackage, onlyIncludes } from '../../src/units/source-text.ts';

describe('fileReadingName', () => {
  test.each([
    'std::fs::read("x")',
    'use std::fs;',
    'File::open(path)',
    'File :: options()',
    'path.exists()',
    'path.read_dir()',
    'path.is_file()',
    'env::var("CARGO_MANIFEST_DIR")',
    'Command::new("ls")',
    'unsafe { libc::open(p, 0) }',
    'let u = "https://x"; fs::read(u)',
    'let glob = "src/*"; fs::read(x) /* … */',
    'let a = "/*"; fs::read(a); let b = "*/";',
  ])('%s may read files', (source) => {
    expect(fileReadingName(source)).toBeDefined();
  });

  test.each(['// std::fs::read is not used', '/* fs */ fn f() {}', 'fn offset() {}', 'profile::open()', 'map.exists', '"" // fs'])(
    '%s reads none',
    (source) => {
      expect(fileReadingName(source)).toBeUndefined();
    },
  );
});

describe('directoryName', () => {
  test.each(['CARGO_MANIFEST_DIR', 'CARGO_MANIFEST_PATH', 'OUT_DIR', 'PWD'])('%s tells where the worktree is', (name) => {
    expect(directoryName(`std::env::var("${name}")`)).toBe(name);
  });
  test.each(['std::env::current_dir()', 'std::env::current_exe()'])('%s does', (code) => {
    expect(directoryName(code)).toBeDefined();
  });
  test.each(['// CARGO_MANIFEST_DIR', 'fs::read("x")', 'MY_OUT_DIRECTORY'])('%s does not', (code) => {
    expect(directoryName(code)).toBeUndefined();
  });
});

describe('gitReadingName', () => {
  test.each([
    'Command::new("git")',
    'vergen_gix::Emitter',
    'vergen::EmitBuilder',
    'shadow_rs::new()',
    'built::write_built_file()',
    'use git2::Repository;',
    'read("../.git/HEAD")',
    'cargo:rustc-env=GIT_HASH',
  ])('%s may look at git', (source) => {
    expect(gitReadingName(source)).toBeDefined();
  });
  test.each(['// see git log', 'fn digit() {}', 'prebuilt::x()', 'legit'])('%s does not', (source) => {
    expect(gitReadingName(source)).toBeUndefined();
  });
});

test('packages that look at git, by their names', () => {
  const yes = ['git2', 'libgit2-sys', 'gix', 'gix-ref', 'vergen', 'vergen-gitcl', 'shadow-rs', 'built', 'git-version', 'git-testament'];
  expect([...yes, 'serde', 'rebuilt', 'builtin', 'digit'].filter(isGitPackage)).toEqual(yes);
});

describe('onlyIncludes', () => {
  const include = 'include!(concat!(env!("OUT_DIR"), "/x.rs"));';

  test.each([
    [[include]],
    [['include!(env!("OUT_DIR"))']],
    [['include_str!(concat!(env!("OUT_DIR"), "/x"))', 'mod a;']],
    [['include_bytes ! [ concat ! ( env ! ( "OUT_DIR" ) , "/x" ) ]']],
    [[include, '// OUT_DIR is where the build script writes']],
    [[include, 'const OUT_DIRECTORY: u8 = 0;']],
  ])('%j: the value goes nowhere else', (sources) => {
    expect(onlyIncludes('OUT_DIR', sources)).toBe(true);
  });

  test.each([
    [[]],
    [['fn main() {}']],
    [['println!("{}", env!("OUT_DIR"))']],
    [[include, 'const WHERE: &str = env!("OUT_DIR");']],
    [['concat!(env!("OUT_DIR"), "/x")']],
    [['option_env!("OUT_DIR")']],
    [['// OUT_DIR', 'const WHERE: &str = env!("OUT_DIR");']],
    [['let u = "http://x"; let w = env!("OUT_DIR");']],
    [['include!(concat!(env!("OTHER"), env!("OUT_DIR")))']],
  ])('%j: it may', (sources) => {
    expect(onlyIncludes('OUT_DIR', sources)).toBe(false);
  });

  test('of another variable nothing is said', () => {
    expect(onlyIncludes('CARGO_MANIFEST_DIR', [include])).toBe(false);
    expect(onlyIncludes('A.B', ['include!(env!("AxB"))'])).toBe(false);
  });
});
