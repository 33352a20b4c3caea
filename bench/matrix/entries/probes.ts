import { app, gitStates, type MatrixEntry } from '../entry.ts';

/** Crates that ask the compiler, an interpreter or git, and derives that ask for nothing. */
export const PROBES: readonly MatrixEntry[] = [
  {
    crate: 'shadow-rs',
    runs: 'build script',
    files: app({
      fields: 'build = "build.rs"',
      uses: 'shadow-rs = { version = "=2.0.0", default-features = false }',
      builds: 'shadow-rs = { version = "=2.0.0", default-features = false, features = ["build"] }',
      script: 'fn main() { shadow_rs::ShadowBuilder::builder().build().unwrap(); }',
      main: `
shadow_rs::shadow!(state);
fn main() { println!("{} {} {}", state::PKG_VERSION, state::BUILD_RUST_CHANNEL, state::RUST_VERSION); }`,
    }),
    changes: [],
  },
  {
    crate: 'build-data',
    runs: 'build script',
    files: app({
      builds: 'build-data = "=0.3.3"',
      script: 'fn main() { build_data::set_GIT_BRANCH().unwrap(); build_data::set_GIT_COMMIT().unwrap(); build_data::set_GIT_DIRTY().unwrap(); }',
      main: 'fn main() { println!("{} {} {}", env!("GIT_BRANCH"), env!("GIT_COMMIT"), env!("GIT_DIRTY")); }',
    }),
    changes: gitStates(),
  },
  {
    crate: 'rustc_version',
    runs: 'build script',
    files: app({
      builds: 'rustc_version = "=0.4.1"',
      script: 'fn main() { println!("cargo::rustc-env=RUSTC_VERSION={}", rustc_version::version().unwrap()); }',
      main: 'fn main() { println!("{}", env!("RUSTC_VERSION")); }',
    }),
    changes: [],
  },
  {
    crate: 'structopt',
    runs: 'macro',
    files: app({
      fields: 'description = "the first text"',
      uses: 'structopt = { version = "=0.3.26", default-features = false }',
      main: `
use structopt::StructOpt;
#[derive(StructOpt)]
struct Args {}
fn main() { let mut out = Vec::new(); Args::clap().write_long_help(&mut out).unwrap(); println!("{}", String::from_utf8(out).unwrap()); }`,
    }),
    changes: [{ input: 'the description, by cargo', by: 'commit', files: { 'Cargo.toml': '[package]\nname = "app"\nversion = "0.1.0"\nedition = "2021"\ndescription = "changed"\n[dependencies]\nstructopt = { version = "=0.3.26", default-features = false }\n[build-dependencies]\n[profile.dev]\ndebug = 0\n' } }],
  },
  {
    crate: 'enum_dispatch',
    runs: 'macro',
    files: app({
      uses: 'enum_dispatch = "=0.3.13"',
      main: `
use enum_dispatch::enum_dispatch;
#[enum_dispatch]
trait Says { fn say(&self) -> u8; }
struct One;
impl Says for One { fn say(&self) -> u8 { 1 } }
#[enum_dispatch(Says)]
enum All { One }
fn main() { println!("{}", All::from(One).say()); }`,
    }),
    changes: [],
  },
];
