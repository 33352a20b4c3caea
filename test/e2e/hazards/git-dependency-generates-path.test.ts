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
