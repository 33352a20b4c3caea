import { appAndLibrary, dependsOn, withBuildScript } from '../../rig/crate.ts';
import { testHazard } from '../../rig/hazard.ts';

testHazard('a build script hands its directory to the compiler', {
  files: appAndLibrary({
    ...withBuildScript('core_lib', `
      println!("cargo:rerun-if-changed=build.rs");
      println!("cargo:rustc-env=WHERE={}/data", std::env::var("CARGO_MANIFEST_DIR").unwrap());
    `),
    'core_lib/src/lib.rs': 'pub fn say() -> &\'static str { env!("WHERE") }\n',
  }),
  naive: 'wrong',
  compiles: ['app', 'core_lib'],
});

testHazard('a build script generates code that holds its directory', {
  files: appAndLibrary({
    ...withBuildScript('core_lib', `
      println!("cargo:rerun-if-changed=build.rs");
      let code = format!("{:?}", std::env::var("CARGO_MANIFEST_DIR").unwrap());
      std::fs::write(std::env::var("OUT_DIR").unwrap() + "/where.rs", code).unwrap();
    `),
    'core_lib/src/lib.rs': 'pub fn say() -> &\'static str { include!(concat!(env!("OUT_DIR"), "/where.rs")) }\n',
  }),
  naive: 'wrong',
  compiles: ['app', 'core_lib'],
});

testHazard('env!("OUT_DIR") in a program', {
  files: appAndLibrary({
    ...withBuildScript('app', 'println!("cargo:rerun-if-changed=build.rs");', '', dependsOn('core_lib')),
    'app/src/main.rs': 'fn main() { println!("{} {}", env!("OUT_DIR"), core_lib::say()); }\n',
  }),
  naive: 'wrong',
  compiles: ['app'],
  refused: { 'env-path': ['app'] },
});

testHazard('a program includes from OUT_DIR, and holds the length of its path: no scan can find it', {
  files: appAndLibrary({
    ...withBuildScript('app', `
      println!("cargo:rerun-if-changed=build.rs");
      std::fs::write(std::env::var("OUT_DIR").unwrap() + "/one.rs", "1").unwrap();
    `, '', dependsOn('core_lib')),
    'app/src/main.rs': 'const LENGTH: usize = env!("OUT_DIR").len();\nfn main() { println!("{} {}", LENGTH, include!(concat!(env!("OUT_DIR"), "/one.rs"))); }\n',
  }),
  naive: 'wrong',
  compiles: ['app'],
  refused: { left: ['app'] },
});

testHazard('a build script passes its directory on to a dependent through links', {
  files: appAndLibrary({
    ...withBuildScript('core_lib', `
      println!("cargo:rerun-if-changed=build.rs");
      println!("cargo:root={}", std::env::var("CARGO_MANIFEST_DIR").unwrap());
    `, 'links = "core"\n'),
    ...withBuildScript('app', `
      println!("cargo:rerun-if-changed=build.rs");
      println!("cargo:rustc-env=ROOT={}", std::env::var("DEP_CORE_ROOT").unwrap());
    `, '', dependsOn('core_lib')),
    'app/src/main.rs': 'fn main() { println!("{} {}", env!("ROOT"), core_lib::say()); }\n',
  }),
  naive: 'wrong',
  compiles: { atMost: ['app', 'core_lib'] },
});

testHazard('a build script generates bytes that hold its directory: what is compiled here must not read the donor\'s', {
  files: appAndLibrary({
    ...withBuildScript('core_lib', `
      println!("cargo:rerun-if-changed=build.rs");
      let bytes = format!("\\0{}", std::env::var("CARGO_MANIFEST_DIR").unwrap());
      std::fs::write(std::env::var("OUT_DIR").unwrap() + "/where.bin", bytes).unwrap();
    `),
    'core_lib/src/lib.rs': `pub fn say() -> &'static str {
      std::str::from_utf8(&include_bytes!(concat!(env!("OUT_DIR"), "/where.bin"))[1..]).unwrap()
    }`,
  }),
  naive: 'wrong',
  compiles: ['app', 'core_lib'],
  refused: { 'script-path': ['core_lib'] },
});

testHazard('a build script leaves a relative link to a source that differs here', {
  files: appAndLibrary({
    ...withBuildScript('core_lib', `
      println!("cargo:rerun-if-changed=build.rs");
      let out = std::path::PathBuf::from(std::env::var_os("OUT_DIR").unwrap());
      let up = out.ancestors().position(|place| place.join("Cargo.lock").exists()).unwrap();
      let link = out.join("words.txt");
      let _ = std::fs::remove_file(&link);
      std::os::unix::fs::symlink(format!("{}core_lib/words.txt", "../".repeat(up)), link).unwrap();
    `),
    'core_lib/src/lib.rs': 'pub fn say() -> &\'static str { include_str!(concat!(env!("OUT_DIR"), "/words.txt")) }\n',
    'core_lib/words.txt': 'one',
  }),
  beforeWarm: (b) => b.writeOld('core_lib/words.txt', 'of b'),
  naive: 'wrong',
  compiles: ['app', 'core_lib'],
  refused: { 'script-path': ['core_lib'] },
});
