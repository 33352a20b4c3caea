import { appAndLibrary, manifest, withBuildScript } from '../../rig/crate.ts';
import { useGitPackages } from '../../rig/git-package.ts';
import { testHazard } from '../../rig/hazard.ts';

const { publish, cargoHome } = useGitPackages();
const url = publish('resource', {
  ...withBuildScript('resource', `
    println!("cargo:rerun-if-changed=build.rs");
    let out = std::path::PathBuf::from(std::env::var("OUT_DIR").unwrap());
    let profile = out.ancestors().find(|path| path.ends_with("debug")).unwrap();
    let began = std::time::Instant::now();
    while began.elapsed().as_millis() < 100 {}
    std::fs::write(profile.join("resource.txt"), "resource").unwrap();
  `),
  'resource/src/lib.rs': 'pub fn say() -> String { std::fs::read_to_string(std::env::current_exe().unwrap().with_file_name("resource.txt")).unwrap_or_else(|_| "none".into()) }\n',
});

// Nothing is audited: what cargo recorded of the script would do. The script takes a while: cargo sets the time of that record
// back to the start.
testHazard('the script of a git dependency leaves a file beside the program', {
  files: appAndLibrary({
    'core_lib/Cargo.toml': manifest('core_lib', `[dependencies]\nresource = { git = "${url}" }\n`),
    'core_lib/src/lib.rs': 'pub fn say() -> String { resource::say() }\n',
  }),
  env: { CARGO_HOME: cargoHome, CARGO_SHARE_AUDIT: 'false' },
  naive: 'untested',
  compiles: ['app', 'core_lib', 'resource'],
  refused: { 'not-observed': ['resource'], 'dependency-not-placed': ['app', 'core_lib', 'resource'] },
});
