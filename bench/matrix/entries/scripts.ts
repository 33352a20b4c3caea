import { app, bothWays, committed, type MatrixEntry } from '../entry.ts';

/** Crates that build scripts use to probe, compile and generate. */
export const SCRIPTS: readonly MatrixEntry[] = [
  {
    crate: 'autocfg',
    runs: 'build script',
    files: app({
      builds: 'autocfg = "=1.5.1"',
      script: `
fn main() {
    println!("cargo::rustc-check-cfg=cfg(has_probed)");
    let probe = autocfg::new();
    if probe.probe_raw(&std::fs::read_to_string("probe.rs").unwrap()).is_ok() { autocfg::emit("has_probed"); }
    autocfg::rerun_path("probe.rs");
}`,
      main: 'fn main() { println!("{}", cfg!(has_probed)); }',
      files: { 'probe.rs': 'pub fn probe() -> u8 { 1 }\n' },
    }),
    changes: bothWays('what is probed', { 'probe.rs': 'pub fn probe() -> u8 { none }\n' }),
  },
  {
    crate: 'cc',
    runs: 'build script',
    files: app({
      builds: 'cc = "=1.11.3"',
      script: 'fn main() { cc::Build::new().file("c/value.c").include("c").compile("value"); }',
      main: 'extern "C" { fn value() -> i32; }\nfn main() { println!("{}", unsafe { value() }); }',
      files: { 'c/value.c': '#include "value.h"\nint value(void) { return VALUE + ADDED; }\n', 'c/value.h': '#define VALUE 1\n#ifndef ADDED\n#define ADDED 0\n#endif\n' },
    }),
    changes: [
      committed('the source', { 'c/value.c': '#include "value.h"\nint value(void) { return VALUE + 10; }\n' }),
      ...bothWays('a header', { 'c/value.h': '#define VALUE 2\n#define ADDED 0\n' }),
      { input: 'flags in the shell', by: 'shell', env: { CFLAGS: '-DADDED=5' } },
      { input: "flags in cargo's configuration", by: 'commit', files: { '.cargo/config.toml': '[env]\nCFLAGS = "-DADDED=7"\n' } },
    ],
  },
  {
    crate: 'phf_codegen',
    runs: 'build script',
    files: app({
      uses: 'phf = { version = "0.14", default-features = false }',
      builds: 'phf_codegen = "=0.14.0"',
      script: `
fn main() {
    let words = std::fs::read_to_string("words.txt").unwrap();
    let mut set = phf_codegen::Set::new();
    for word in words.split_whitespace() { set.entry(word); }
    let out = std::path::Path::new(&std::env::var("OUT_DIR").unwrap()).join("words.rs");
    std::fs::write(out, format!("static WORDS: phf::Set<&'static str> = {};", set.build())).unwrap();
}`,
      main: `
include!(concat!(env!("OUT_DIR"), "/words.rs"));
fn main() {
    let mut words: Vec<_> = WORDS.iter().collect();
    words.sort();
    println!("{words:?}");
}`,
      files: { 'words.txt': 'one two\n' },
    }),
    changes: bothWays('what it is made from', { 'words.txt': 'one three\n' }),
  },
  {
    crate: 'cmake',
    runs: 'build script',
    files: app({
      builds: 'cmake = "=0.1.58"',
      script: `
fn main() {
    let out = cmake::Config::new("c").build();
    println!("cargo:rustc-link-search=native={}/lib", out.display());
    println!("cargo:rustc-link-lib=static=value");
}`,
      main: 'extern "C" { fn value() -> i32; }\nfn main() { println!("{}", unsafe { value() }); }',
      files: {
        'c/CMakeLists.txt': 'cmake_minimum_required(VERSION 3.10)\nproject(value C)\nadd_library(value STATIC value.c)\ninstall(TARGETS value DESTINATION lib)\n',
        'c/value.c': '#include "value.h"\nint value(void) { return VALUE; }\n',
        'c/value.h': '#ifndef VALUE\n#define VALUE 1\n#endif\n',
      },
    }),
    changes: [
      committed('the source', { 'c/value.c': 'int value(void) { return 3; }\n' }),
      ...bothWays('a header', { 'c/value.h': '#define VALUE 2\n' }),
      { input: 'flags in the shell', by: 'shell', env: { CFLAGS: '-DVALUE=5' } },
      committed("flags in cargo's configuration", { '.cargo/config.toml': '[env]\nCFLAGS = "-DVALUE=7"\n' }),
    ],
  },
  {
    crate: 'cxx-build',
    runs: 'build script',
    files: app({
      uses: 'cxx = "=1.0.205"',
      builds: 'cxx-build = "=1.0.205"',
      script: 'fn main() { cxx_build::bridge("src/main.rs").file("c/value.cc").std("c++14").compile("value"); }',
      main: `
#[cxx::bridge]
mod ffi { unsafe extern "C++" { include!("app/c/value.h"); fn value() -> i32; } }
fn main() { println!("{}", ffi::value()); }`,
      files: {
        'c/value.cc': '#include "app/c/value.h"\nint32_t value() { return VALUE; }\n',
        'c/value.h': '#pragma once\n#include <cstdint>\n#define VALUE 1\nint32_t value();\n',
      },
    }),
    changes: [
      committed('the source', { 'c/value.cc': '#include "app/c/value.h"\nint32_t value() { return 3; }\n' }),
      ...bothWays('a header', { 'c/value.h': '#pragma once\n#include <cstdint>\n#define VALUE 2\nint32_t value();\n' }),
    ],
  },
  {
    crate: 'napi-build',
    runs: 'build script',
    files: app({
      builds: 'napi-build = "=2.6.0"',
      script: 'fn main() { napi_build::setup(); println!("cargo:rustc-env=SAID={}", std::fs::read_to_string("said.txt").unwrap().trim()); }',
      main: 'fn main() { println!("{}", env!("SAID")); }',
      files: { 'said.txt': 'one\n' },
    }),
    changes: bothWays('a file that the script reads', { 'said.txt': 'changed\n' }),
  },
];
