import { app, bothWays, committed, gitStates, type MatrixEntry } from '../entry.ts';

/** Crates that write git's state into the program. */
export const GIT: readonly MatrixEntry[] = [
  {
    crate: 'git-version',
    runs: 'macro',
    files: app({
      uses: 'git-version = "=0.3.9"',
      main: 'fn main() { println!("{}", git_version::git_version!(args = ["--always", "--tags", "--dirty=-modified"])); }',
    }),
    changes: gitStates(),
  },
  {
    crate: 'built',
    runs: 'build script',
    files: app({
      fields: 'description = "the first text"',
      builds: 'built = { version = "=0.8.1", default-features = false }',
      script: 'fn main() { built::write_built_file().unwrap(); }',
      main: `
#[allow(dead_code)]
mod built { include!(concat!(env!("OUT_DIR"), "/built.rs")); }
fn main() { println!("{:?} {:?} {:?}", built::PKG_DESCRIPTION, built::CI_PLATFORM, built::FEATURES_STR); }`,
    }),
    changes: [
      ...bothWays('description in the manifest', {
        'Cargo.toml':
          '[package]\nname = "app"\nversion = "0.1.0"\nedition = "2021"\ndescription = "changed"\n[dependencies]\n[build-dependencies]\nbuilt = { version = "=0.8.1", default-features = false }\n[profile.dev]\ndebug = 0\n',
      }),
      { input: 'variables in the shell', by: 'shell', env: { CI: 'true', GITHUB_ACTIONS: 'true' } },
      committed("variables in cargo's configuration", { '.cargo/config.toml': '[env]\nCI = "true"\nGITHUB_ACTIONS = "true"\n' }),
    ],
  },
  {
    crate: 'vergen-gitcl',
    runs: 'build script',
    files: app({
      builds: 'vergen-gitcl = "=10.0.1"\nvergen = "=10.0.1"\nvergen-lib = "=10.0.1"',
      script: `
use vergen_gitcl::{Emitter, Gitcl};
fn main() {
    let git = Gitcl::builder().sha(true).branch(true).dirty(true).describe(true, false, None).build();
    Emitter::default().add_instructions(&git).unwrap().emit().unwrap();
}`,
      main: 'fn main() { println!("{} {} {} {}", env!("VERGEN_GIT_SHA"), env!("VERGEN_GIT_BRANCH"), env!("VERGEN_GIT_DIRTY"), env!("VERGEN_GIT_DESCRIBE")); }',
    }),
    changes: gitStates(),
  },
];
