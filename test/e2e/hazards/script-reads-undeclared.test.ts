import { appAndLibrary, manifest, withBuildScript } from '../../rig/crate.ts';
import { useGitPackages } from '../../rig/git-package.ts';
import { testHazard } from '../../rig/hazard.ts';

testHazard('a build script reads a file that it does not declare, and that differs here', {
  files: appAndLibrary({
    ...withBuildScript('core_lib', `
      println!("cargo:rerun-if-changed=build.rs");
      println!("cargo:rustc-env=SAID={}", std::fs::read_to_string("../words/one.txt").unwrap());
    `),
    'core_lib/src/lib.rs': 'pub fn say() -> &\'static str { env!("SAID") }\n',
    'words/one.txt': 'one',
  }),
  beforeWarm: (b) => b.writeOld('words/one.txt', 'of b'),
  naive: 'wrong',
  compiles: ['app', 'core_lib'],
  refused: { 'observed-differs': ['core_lib'] },
});

const { publish, cargoHome } = useGitPackages();
const climbs = publish('climbs', {
  ...withBuildScript('climbs', `
    println!("cargo:rerun-if-changed=build.rs");
    let out = std::path::PathBuf::from(std::env::var_os("OUT_DIR").unwrap());
    let root = out.ancestors().find(|place| place.join("Cargo.lock").exists()).unwrap();
    println!("cargo:rustc-env=SAID={}", std::fs::read_to_string(root.join("words.txt")).unwrap());
  `),
  'climbs/src/lib.rs': 'pub fn say() -> &\'static str { env!("SAID") }\n',
});

// Cargo looks at no files of such a package but at those that its script tells of.
testHazard('the script of a git dependency reads a file of the worktree, which is edited after warming', {
  files: appAndLibrary({
    'core_lib/Cargo.toml': manifest('core_lib', `[dependencies]\nclimbs = { git = "${climbs}" }\n`),
    'core_lib/src/lib.rs': 'pub fn say() -> &\'static str { climbs::say() }\n',
    'words.txt': 'one',
  }),
  env: { CARGO_HOME: cargoHome },
  afterWarm: (b) => b.write('words.txt', 'of b'),
  naive: 'wrong',
  compiles: ['app', 'climbs', 'core_lib'],
  refused: { left: ['climbs'], 'dependency-not-placed': ['app', 'climbs', 'core_lib'] },
});

// An audit hands out no build script that is left: what does not stand on it is observed all the same.
testHazard('the same, beside a package whose build script is left to cargo', {
  files: appAndLibrary({
    'core_lib/Cargo.toml': manifest('core_lib', `[dependencies]\nclimbs = { git = "${climbs}" }\nbarred = { path = "../barred" }\n`),
    'core_lib/src/lib.rs': 'pub fn say() -> &\'static str { barred::USED; climbs::say() }\n',
    ...withBuildScript('barred', 'println!("cargo:rerun-if-changed=build.rs"); println!("cargo:rustc-env=LENGTH={}", env!("CARGO_MANIFEST_DIR").len());'),
    'barred/src/lib.rs': 'pub const USED: &str = env!("LENGTH");\n',
    'words.txt': 'one',
  }),
  env: { CARGO_HOME: cargoHome },
  afterWarm: (b) => b.write('words.txt', 'of b'),
  naive: 'wrong',
  compiles: ['app', 'barred', 'climbs', 'core_lib'],
  refused: { left: ['climbs'] },
});
