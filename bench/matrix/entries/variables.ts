import { app, bothWays, type MatrixEntry } from '../entry.ts';

const config = (name: string, value: string): Record<string, string> => ({ '.cargo/config.toml': `[env]\n${name} = "${value}"\n` });

/** Crates that read variables, the manifest's among them, and files of variables. */
export const VARIABLES: readonly MatrixEntry[] = [
  {
    crate: 'dotenvy_macro',
    runs: 'macro',
    files: app({
      uses: 'dotenvy_macro = "=0.15.7"',
      main: 'fn main() { println!("{}", dotenvy_macro::dotenv!("GREETING")); }',
      files: { '.env': 'GREETING=hello\n' },
    }),
    changes: [
      ...bothWays('the file', { '.env': 'GREETING=changed\n' }),
      { input: 'the variable in the shell', by: 'shell', env: { GREETING: 'of the shell' } },
      { input: "the variable in cargo's configuration", by: 'commit', files: config('GREETING', 'of cargo') },
    ],
  },
  {
    crate: 'dotenv_codegen',
    runs: 'macro',
    files: app({
      uses: 'dotenv_codegen = "=0.15.0"',
      main: '#[macro_use] extern crate dotenv_codegen;\nfn main() { println!("{}", dotenv!("GREETING")); }',
      files: { '.env': 'GREETING=hello\n' },
    }),
    changes: [
      ...bothWays('the file', { '.env': 'GREETING=changed\n' }),
      { input: 'the variable in the shell', by: 'shell', env: { GREETING: 'of the shell' } },
    ],
  },
  {
    crate: 'clap',
    runs: 'macro',
    files: app({
      fields: 'description = "the first text"\nauthors = ["One"]',
      uses: 'clap = { version = "=4.6.9", default-features = false, features = ["std", "help", "derive"] }',
      main: `
use clap::{CommandFactory, Parser};
#[derive(Parser)]
#[command(about, author, version)]
struct Arguments {}
fn main() {
    let command = Arguments::command();
    println!("{:?} {:?} {:?}", command.get_about().map(ToString::to_string), command.get_author(), command.get_version());
}`,
    }),
    changes: (['description = "changed"\nauthors = ["One"]', 'description = "the first text"\nauthors = ["Two"]'] as const).flatMap((fields, index) =>
      bothWays(index === 0 ? 'description in the manifest' : 'authors in the manifest', {
        'Cargo.toml': `[package]\nname = "app"\nversion = "0.1.0"\nedition = "2021"\n${fields}\n[dependencies]\nclap = { version = "=4.6.9", default-features = false, features = ["std", "help", "derive"] }\n[build-dependencies]\n[profile.dev]\ndebug = 0\n`,
      }),
    ),
  },
  {
    crate: 'const_format',
    runs: 'macro',
    files: app({
      uses: 'const_format = "=0.2.37"',
      main: 'fn main() { println!("{}", const_format::concatcp!(env!("CARGO_PKG_VERSION"), " ", match option_env!("CHANNEL") { Some(name) => name, None => "none" })); }',
    }),
    changes: [
      { input: 'the variable in the shell', by: 'shell', env: { CHANNEL: 'beta' } },
      { input: "the variable in cargo's configuration", by: 'commit', files: config('CHANNEL', 'nightly') },
    ],
  },
  {
    crate: 'obfstr',
    runs: 'macro',
    files: app({
      uses: 'obfstr = "=0.4.6"',
      main: 'fn main() { println!("{}", obfstr::obfstr!(include_str!("../secret.txt"))); }',
      files: { 'secret.txt': 'secret\n' },
    }),
    changes: bothWays('a file that is included in its invocation', { 'secret.txt': 'changed\n' }),
  },
];
