import { appAndLibrary, manifest, withBuildScript } from '../../rig/crate.ts';
import { useGitPackages } from '../../rig/git-package.ts';
import { testHazard } from '../../rig/hazard.ts';

const { publish, cargoHome } = useGitPackages();
const url = publish('upstream', {
  ...withBuildScript('made', `
    println!("cargo:rerun-if-changed=build.rs");
    let out = std::env::var("OUT_DIR").unwrap();
    std::fs::write(out.clone() + "/where.rs", format!("pub const WHERE: &str = {out:?};")).unwrap();
  `),
  'made/src/lib.rs': 'include!(concat!(env!("OUT_DIR"), "/where.rs"));\n',
});

const long = publish('long', {
  ...withBuildScript('long', 'println!("cargo:rerun-if-changed=build.rs"); std::fs::write(std::env::var("OUT_DIR").unwrap() + "/one.rs", "1").unwrap();'),
  'long/src/lib.rs': '#[inline(never)] pub fn say() -> usize { env!("OUT_DIR").len() + include!(concat!(env!("OUT_DIR"), "/one.rs")) }\n',
});

// Optimised, nothing is left of the path but a number.
testHazard('a git dependency holds the length of its OUT_DIR, beside what it includes from there', {
  files: appAndLibrary({
    'core_lib/Cargo.toml': manifest('core_lib', `[dependencies]\nlong = { git = "${long}" }\n`),
    'core_lib/src/lib.rs': 'pub fn say() -> usize { long::say() }\n',
  }),
  env: { CARGO_HOME: cargoHome },
  build: ['build', '--release'],
  observe: (worktree) => worktree.run('release/app'),
  naive: 'wrong',
  compiles: ['app', 'core_lib', 'long'],
  refused: { left: ['long'], 'dependency-not-placed': ['app', 'core_lib'] },
});

const shuffled = publish('shuffled', {
  ...withBuildScript('shuffled', `
    println!("cargo:rerun-if-changed=build.rs");
    let all: std::collections::HashSet<u32> = (0..40).collect();
    let made: String = all.iter().map(|n| format!("pub const C{n}: u32 = {n};\\n")).collect();
    std::fs::write(std::env::var("OUT_DIR").unwrap() + "/constants.rs", made).unwrap();
  `),
  'shuffled/src/lib.rs': 'include!(concat!(env!("OUT_DIR"), "/constants.rs"));\n',
});

// Each run of its script leaves another order, in the audit too: that says nothing of the place.
testHazard('a git dependency generates code in an order that is another each time', {
  files: appAndLibrary({
    'core_lib/Cargo.toml': manifest('core_lib', `[dependencies]\nshuffled = { git = "${shuffled}" }\n`),
    'core_lib/src/lib.rs': 'pub fn say() -> u32 { shuffled::C3 + shuffled::C39 }\n',
  }),
  env: { CARGO_HOME: cargoHome },
  naive: 'untested',
  compiles: [],
});

testHazard('a git dependency compiles its OUT_DIR into itself, from text that it generates', {
  files: appAndLibrary({
    'core_lib/Cargo.toml': manifest('core_lib', `[dependencies]\nmade = { git = "${url}" }\n`),
    'core_lib/src/lib.rs': 'pub fn say() -> &\'static str { made::WHERE }\n',
  }),
  env: { CARGO_HOME: cargoHome },
  naive: 'wrong',
  compiles: ['app', 'core_lib', 'made'],
  refused: { 'script-path': ['made'], 'dependency-refused': ['app', 'core_lib'] },
});
