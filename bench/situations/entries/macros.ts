import { manifest, workspace } from '../../../test/rig/crate.ts';
import type { Files } from '../../../test/rig/rig.ts';
import { committed } from '../../matrix/entry.ts';
import type { Situation } from '../situation.ts';

/** A workspace of `app` and of `own`, whose macro `made!()` expands to a string literal: what `body` gives. */
function withMacro(body: string, files: Files = {}): Files {
  return {
    'Cargo.toml': workspace(['app', 'own']),
    'app/Cargo.toml': manifest('app', '[dependencies]\nown = { path = "../own" }\n'),
    'app/src/main.rs': 'fn main() { println!("{}", own::made!()); }\n',
    'own/Cargo.toml': manifest('own', '[lib]\nproc-macro = true\n'),
    'own/src/lib.rs': [
      'use proc_macro::TokenStream;',
      'use std::{env, fs};',
      '#[proc_macro]',
      'pub fn made(_: TokenStream) -> TokenStream {',
      '    let dir = env::var("CARGO_MANIFEST_DIR").unwrap();',
      `    let text: String = { ${body} };`,
      '    format!("{text:?}").parse().unwrap()',
      '}',
      '',
    ].join('\n'),
    ...files,
  };
}

/** Macros of the workspace that read something which rustc is not told of. */
export const MACROS: readonly Situation[] = [
  {
    name: 'a macro reads a file whose path it puts together',
    files: withMacro('let kind = "templates"; fs::read_to_string(format!("{dir}/{kind}/page.html")).unwrap()', { 'app/templates/page.html': 'one\n' }),
    changes: [committed('the file', { 'app/templates/page.html': 'changed\n' })],
  },
  {
    name: 'a macro lists a folder',
    files: withMacro('let mut all: Vec<_> = fs::read_dir(format!("{dir}/migrations")).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap()).collect(); all.sort(); all.join(" ")', {
      'app/migrations/1.sql': '\n',
    }),
    changes: [committed('a new file in the folder', { 'app/migrations/2.sql': '\n' })],
  },
  {
    name: 'a macro reads a file that may be absent',
    files: withMacro('fs::read_to_string(format!("{dir}/.env")).unwrap_or_else(|_| "none".into()) + &dir[..0]'),
    changes: [committed('a file that was absent', { 'app/.env': 'NAME=value\n' })],
  },
  {
    name: 'a macro reads variables',
    files: withMacro('let _ = fs::metadata(dir); env::var("CARGO_PKG_DESCRIPTION").unwrap_or_default() + &env::var("CHANNEL").unwrap_or_default()'),
    changes: [
      committed('a field of the manifest', { 'app/Cargo.toml': manifest('app', '[dependencies]\nown = { path = "../own" }\n').replace('edition', 'description = "changed"\nedition') }),
      { input: 'a variable of the shell', by: 'shell', env: { CHANNEL: 'beta' } },
    ],
  },
  {
    name: "a macro writes the package's directory",
    files: withMacro('let _ = fs::metadata(&dir); dir'),
    changes: [committed('an unrelated file', { 'NOTES.md': 'notes\n' })],
  },
  {
    name: 'a macro asks git',
    files: withMacro('String::from_utf8(std::process::Command::new("git").args(["-C", &dir, "log", "-1", "--format=%s"]).output().unwrap().stdout).unwrap()'),
    changes: [committed("the commit's subject", {})],
  },
];
