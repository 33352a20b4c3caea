import { appAndLibrary, dependsOn, manifest } from '../../rig/crate.ts';
import { testHazard } from '../../rig/hazard.ts';

testHazard('another feature is on here', {
  files: appAndLibrary({
    'core_lib/Cargo.toml': manifest('core_lib', '[features]\nloud = []\n'),
    'core_lib/src/lib.rs': 'pub fn say() -> &\'static str { if cfg!(feature = "loud") { "FIRST" } else { "first" } }\n',
  }),
  beforeWarm: (b) =>
    b.writeOld('app/Cargo.toml', manifest('app', '[dependencies]\ncore_lib = { path = "../core_lib", features = ["loud"] }\n')),
  naive: 'rebuilt',
  compiles: ['app', 'core_lib'],
});

testHazard('a package\'s own fields, which its code reads, differ here', {
  files: appAndLibrary({
    'core_lib/src/lib.rs': 'pub fn say() -> &\'static str { env!("CARGO_PKG_DESCRIPTION") }\n',
    'core_lib/Cargo.toml': manifest('core_lib').replace('edition', 'description = "first"\nedition'),
  }),
  beforeWarm: (b) => b.writeOld('core_lib/Cargo.toml', b.read('core_lib/Cargo.toml').replace('first', 'of b')),
  naive: 'rebuilt',
  compiles: ['app', 'core_lib'],
});

/** Cargo asks no registry for a patched package that is locked. */
const LOCK = `version = 4

[[package]]
name = "app"
version = "0.1.0"
dependencies = ["core_lib"]

[[package]]
name = "core_lib"
version = "0.1.0"
`;

testHazard('a [patch] crate inside the root, which is no member, differs here', {
  files: appAndLibrary({
    'Cargo.toml': '[workspace]\nresolver = "2"\nmembers = ["app"]\n[patch.crates-io]\ncore_lib = { path = "core_lib" }\n',
    'Cargo.lock': LOCK,
    'app/Cargo.toml': manifest('app', '[dependencies]\ncore_lib = "0.1"\n'),
  }),
  beforeWarm: (b) => b.writeOld('core_lib/src/lib.rs', 'pub fn say() -> &\'static str { "of b" }\n'),
  naive: 'wrong',
  compiles: ['app', 'core_lib'],
  refused: { 'input-differs': ['core_lib'] },
});

testHazard('a path package that the workspace excludes', {
  files: appAndLibrary({
    'Cargo.toml': '[workspace]\nresolver = "2"\nmembers = ["app"]\nexclude = ["core_lib"]\n',
    'app/Cargo.toml': manifest('app', dependsOn('core_lib')),
  }),
  naive: 'untested',
  compiles: [],
});

testHazard('a build script reads a file untold, in a package that is built with features which no usual command gives', {
  files: appAndLibrary({
    'app/Cargo.toml': manifest('app', `${dependsOn('core_lib')}[features]\ndefault = ["plain"]\nplain = []\none = ["two"]\ntwo = []\nnever = []\n`),
    'app/build.rs': 'fn main() { println!("cargo:rerun-if-changed=build.rs\\ncargo:rustc-env=WORDS={}", std::fs::read_to_string("../words.txt").unwrap()); }\n',
    'app/src/main.rs': '#[cfg(feature = "never")] compile_error!("never");\n#[cfg(not(feature = "two"))] compile_error!("two");\nfn main() { println!("{} {}", env!("WORDS"), core_lib::say()); }\n',
    'words.txt': 'one',
  }),
  build: ['build', '--features', 'one'],
  // Not everything is equal: only what was seen tells that it may be shared.
  beforeWarm: (b) => b.write('notes.txt', ''),
  naive: 'untested',
  compiles: [],
});
