import type { Files } from '../sandbox.ts';
import { dependsOn, manifest, workspace } from '../../../rig/crate.ts';

/** A workspace with a unit of each kind that cargo knows, small enough to build in a second. */
export const EVERY_KIND: Files = {
  'Cargo.toml': workspace(
    ['my-app', 'seven', 'generated', 'plugin'],
    '[profile.dev]\ndebug = 0\n[profile.release]\npanic = "abort"\n[profile.fast]\ninherits = "release"\n',
  ),
  'my-app/Cargo.toml': manifest('my-app', dependsOn('seven', 'generated')),
  'my-app/src/lib.rs': 'pub fn sum() -> u32 { seven::seven!() + generated::FIVE }\n',
  'my-app/src/main.rs': 'fn main() { println!("{}", my_app::sum()) }\n',
  'my-app/tests/sums.rs': '#[test] fn sums() { assert_eq!(my_app::sum(), 12) }\n',
  'my-app/examples/show-sum.rs': 'fn main() { println!("{}", my_app::sum()) }\n',
  'my-app/benches/fast.rs': 'fn main() {}\n',
  'seven/Cargo.toml': manifest('seven', '[lib]\nproc-macro = true\n'),
  'seven/src/lib.rs':
    'use proc_macro::TokenStream;\n#[proc_macro] pub fn seven(_: TokenStream) -> TokenStream { "7".parse().unwrap() }\n',
  'generated/Cargo.toml': manifest('generated'),
  'generated/build.rs':
    'fn main() {\n  let out = std::env::var("OUT_DIR").unwrap();\n' +
    '  std::fs::write(format!("{out}/five.rs"), "pub const FIVE: u32 = 5;").unwrap();\n' +
    '  println!("cargo:rerun-if-changed=build.rs");\n}\n',
  'generated/src/lib.rs': 'include!(concat!(env!("OUT_DIR"), "/five.rs"));\nfn unused() {}\n',
  'plugin/Cargo.toml': manifest('plugin', '[lib]\ncrate-type = ["cdylib", "rlib"]\n'),
  'plugin/src/lib.rs': 'pub fn plug() {}\n',
};
