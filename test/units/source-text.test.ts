import { describe, expect, test } from 'vitest';
import { directoryName, fileReadingName, onlyIncludes } from '../../src/units/source-text.ts';

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
    'unsafe { libc::open(p, 0) }',
    'let u = "https://x"; fs::read(u)',
    'let glob = "src/*"; fs::read(x) /* … */',
    'use std::{fs, io};',
    'use std::fs as files;',
    'path.canonicalize()',
    'std::process::Command::new("ls")',
    'use std::process::Command; Command::new("ls")',
    'let quote = \'"\'; fs::read(x); let other = \'"\';',
    'let name = r#"a "quoted" // b"#; fs::read(name)',
    'let a = "/*"; fs::read(a); let b = "*/";',
  ])('%s may read files', (source) => {
    expect(fileReadingName(source)).toBeDefined();
  });

  test.each([
    '// std::fs::read is not used',
    '/* fs:: */ fn f() {}',
    'fn offset() {}',
    'profile::open()',
    'map.exists',
    '"" // fs::read',
    '//! A "quoted" word, then std::fs::read',
    '/* a /* nested */ fs::read */',
    'const HELP: &str = "use std::fs::read";',
    'Fields::Named(ref fs) => fs.len()',
    'clap::Command::new("app")',
    'include!(concat!(env!("OUT_DIR"), "/x.rs"));',
  ])(
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

describe('onlyIncludes', () => {
  const include = 'include!(concat!(env!("OUT_DIR"), "/x.rs"));';

  test.each([
    [[include]],
    [['include!(env!("OUT_DIR"))']],
    [['include_str!(concat!(env!("OUT_DIR"), "/x"))', 'mod a;']],
    [['include_bytes ! [ concat ! ( env ! ( "OUT_DIR" ) , "/x" ) ]']],
    [[include, '// OUT_DIR is where the "build script" writes']],
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
    [['// a "quoted" word\n// include!(concat!(env!("OUT_DIR"), "/x.rs"));']],
    [['/* "a" */ /* include!(concat!(env!("OUT_DIR"), "/x.rs")); */']],
    [['const CODE: &str = r#"include!(concat!(env!("OUT_DIR"), "/x.rs"));"#;']],
  ])('%j: it may', (sources) => {
    expect(onlyIncludes('OUT_DIR', sources)).toBe(false);
  });

  test('of another variable nothing is said', () => {
    expect(onlyIncludes('CARGO_MANIFEST_DIR', [include])).toBe(false);
    expect(onlyIncludes('A.B', ['include!(env!("AxB"))'])).toBe(false);
  });
});
