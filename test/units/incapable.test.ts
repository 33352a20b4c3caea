import { describe, expect, test } from 'vitest';
import { askingOf } from '../../src/units/incapable.ts';

describe('code that can ask the system for something', () => {
  test.each<[string, string]>([
    ['std::fs::read("x")', 'fs'],
    ['use std::fs;', 'fs'],
    ['use std::{fs, io};', 'fs'],
    ['use std::{io, fs as files};', 'fs'],
    ['use std::{path::Path, env};', 'env'],
    ['std::env::var("X")', 'env'],
    ['use std::process::Command;', 'process'],
    ['std::net::TcpStream::connect(x)', 'net'],
    ['use std::os::unix::fs::symlink;', 'os'],
    ['std::time::SystemTime::now()', 'time'],
    ['let now = time::OffsetDateTime::now_utc();', 'time'],
    ['libc::open(x)', 'libc'],
    ['std::/* here */fs::read("x")', 'fs'],
    ['path.exists()', 'exists'],
    ['entry\n    .metadata ()', 'metadata'],
    ['paths.filter(<Path>::is_file)', 'is_file'],
    ['Path::canonicalize(p)', 'canonicalize'],
    ['extern "C" { fn getenv(name: *const u8) -> *const u8; }', 'extern'],
    ['unsafe extern { fn open(); }', 'extern'],
    ['extern "C" fn hook() {}', 'extern'],
    ['core::arch::asm!("syscall")', 'asm'],
    ['global_asm! { "x" }', 'global_asm'],
    ['proc_macro::tracked_env::var("X")', 'tracked_env'],
    ['std::io::stdin()', 'stdin'],
    ['use std::path::{absolute, Path};', 'absolute'],
    ['Self { time, x: 1 }', 'time'],
    // Coarse: what a macro makes code for is not told from what it does.
    ['quote! { std::env::var("X") }', 'env'],
  ])('%s', (source, name) => {
    expect(askingOf(source, 'run')?.name).toBe(name);
  });
});

test.each([
  'pub fn f(x: u8) -> u8 { x }',
  '// std::fs::read("x")\nfn f() {}',
  '/* use std::env; /* std::process::Command */ */ fn f() {}',
  'const HELP: &str = "std::fs::read(path.exists())";',
  'const HELP: &str = r#"use std::{fs, env};"#;',
  "const C: char = ':'; const NAME: &str = env!(\"CARGO_PKG_NAME\");",
  'option_env!("X")',
  'struct Fs { env: u8, time: u8 } fn f(fs: u8) -> u8 { fs + 1 }',
  'extern crate alloc;',
  'let exists = x.existing();',
])('can ask for nothing: %s', (source) => {
  expect(askingOf(source, 'run')).toBeUndefined();
});

describe('what an equal worktree does not answer', () => {
  const waits = (source: string): string | null | undefined => askingOf(source, 'run')?.waits;

  test('git, programs, and where the worktree is', () => {
    expect(waits('std::fs::read(".git/HEAD")')).toBe('git');
    expect(waits('std::process::Command::new("ls")')).toBe('process');
    expect(waits('std::env::var("CARGO_MANIFEST_DIR")')).toBe('CARGO_MANIFEST');
    expect(waits('std::env::current_dir()')).toBe('current_dir');
    expect(waits('std::env::args().next()')).toBe('env::args');
    expect(waits('use std::env::*; fn f() { args().nth(0) }')).toBe('args()');
    expect(waits('std::env::var("OUT_DIR")')).toBe('OUT_DIR');
    expect(waits('std::env::var("DEP_Z_INCLUDE")')).toBe('DEP_Z_INCLUDE');
    expect(waits('std::fs::canonicalize(x)')).toBe('canonicalize');
    expect(waits('std::fs::metadata(x).unwrap().modified()')).toBe('modified');
    expect(waits('use std::os::unix::fs::MetadataExt; fn f() { m.mtime() }')).toBe('mtime');
    expect(waits('for (name, value) in std::env::vars() {}')).toBe('vars');
  });

  test('variables of the shell, and those that are not named', () => {
    expect(waits('std::env::var("API_URL")')).toBe('API_URL');
    expect(waits('const NAME: &str = "API_URL"; fn f() { std::env::var(NAME) }')).toBe('API_URL');
    expect(waits('std::env::var_os(name)')).toBe('env::var');
    expect(waits('names.map(std::env::var)')).toBe('env::var');
    expect(waits('use std::env::*; var("mode")')).toBe('mode');
  });

  test('files, and other variables, it does', () => {
    expect(waits('std::fs::read("words.txt")')).toBeNull();
    expect(waits('std::env::var( "CARGO_PKG_LICENSE")')).toBeNull();
    expect(waits('std::env::var("PROFILE"); env!("API_URL")')).toBeNull();
    expect(askingOf('std::env::var("PROFILE")', 'expand')?.waits).toBe('PROFILE');
  });

  test('the whole environment, which no observation tells', () => {
    expect(askingOf('for (name, value) in std::env::vars() {}', 'run')?.whole).toBe(true);
    expect(askingOf('std::env::var("A1"); let vars = 1;', 'run')?.whole).toBeUndefined();
    expect(askingOf('extern "C" { static environ: *const u8; }', 'run')?.whole).toBe(true);
    expect(askingOf('use std::env::{self, vars}; let all = vars();', 'run')?.takes).toBe('vars');
    expect(askingOf('for name in std::env::vars_os() {}', 'run')?.takes).toBe('vars_os');
    expect(askingOf('use std::env; config.vars()', 'run')?.takes).toBeUndefined();
  });

  test('a comment says nothing of it', () => {
    expect(waits('// like git does\nstd::fs::read("words.txt")')).toBeNull();
  });
});
