import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { appAndLibrary, dependsOn, manifest, workspace } from '../../../test/rig/crate.ts';
import { exec, type Environment } from '../../../test/rig/process.ts';

/** Where the code of another member stands that worktrees differ in. */
export const CODE = 'core_lib/src/lib.rs';

export function codeSaying(word: string): string {
  return [
    `pub fn code() -> &'static str { "${word}" }`,
    'pub fn directory() -> &\'static str { env!("CARGO_MANIFEST_DIR") }',
    "pub fn by_macro() -> &'static str { macros::directory!() }",
    '',
  ].join('\n');
}

const MAIN = [
  'fn main() {',
  '    println!("code {}", core_lib::code());',
  '    println!("directory {}", core_lib::directory());',
  '    println!("macro {}", core_lib::by_macro());',
  '    println!("commit {}", env!("COMMIT"));',
  '}',
  '',
].join('\n');

const MACRO = [
  'use proc_macro::TokenStream;',
  '#[proc_macro]',
  'pub fn directory(_: TokenStream) -> TokenStream {',
  '    format!("{:?}", std::env::var("CARGO_MANIFEST_DIR").unwrap()).parse().unwrap()',
  '}',
  '',
].join('\n');

const SCRIPT = [
  'fn main() {',
  '    println!("cargo:rerun-if-changed=build.rs");',
  '    let git = std::process::Command::new("git").args(["rev-parse", "HEAD"]).output().unwrap();',
  '    println!("cargo:rustc-env=COMMIT={}", String::from_utf8(git.stdout).unwrap().trim());',
  '}',
  '',
].join('\n');

/**
 * A repository whose program prints, a line each, another member's code, that member's directory by `env!` and by a
 * macro, and the commit by a build script: what other tools have been seen to take from another worktree.
 */
export async function makeProgram(directory: string, env: Environment): Promise<void> {
  const files = appAndLibrary({
    'Cargo.toml': workspace(['app', 'core_lib', 'macros']),
    '.gitignore': 'target\n.cargo\n.shared-target\n',
    'app/build.rs': SCRIPT,
    'app/src/main.rs': MAIN,
    'core_lib/Cargo.toml': manifest('core_lib', dependsOn('macros')),
    [CODE]: codeSaying('first'),
    'macros/Cargo.toml': manifest('macros', '[lib]\nproc-macro = true\n'),
    'macros/src/lib.rs': MACRO,
  });
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(directory, name)), { recursive: true });
    writeFileSync(join(directory, name), content as string);
  }
  const options = { cwd: directory, env };
  await exec('git', ['init', '-q', '-b', 'main'], options);
  await exec('cargo', ['generate-lockfile', '-q', '--offline'], options);
  await exec('git', ['add', '-A'], options);
  await exec('git', ['commit', '-q', '-m', 'Start'], options);
}
