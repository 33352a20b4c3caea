import { appAndLibrary, manifest, workspace } from '../../rig/crate.ts';
import { testHazard } from '../../rig/hazard.ts';

testHazard('env!("CARGO_MANIFEST_DIR") in a program', {
  files: appAndLibrary({
    'app/src/main.rs': 'fn main() { println!("{} {}", env!("CARGO_MANIFEST_DIR"), core_lib::say()); }\n',
  }),
  naive: 'wrong',
  compiles: ['app'],
  refused: { 'env-path': ['app'] },
});

testHazard('env!("CARGO_MANIFEST_DIR") in a library: nothing that depends on it is reused', {
  files: appAndLibrary({
    'Cargo.toml': workspace(['app', 'core_lib', 'other']),
    'core_lib/src/lib.rs': 'pub fn say() -> &\'static str { concat!(env!("CARGO_MANIFEST_DIR"), "/data") }\n',
    'other/Cargo.toml': manifest('other'),
    'other/src/lib.rs': 'pub fn unused() {}\n',
  }),
  naive: 'wrong',
  compiles: ['app', 'core_lib'],
  refused: { 'env-path': ['core_lib'], 'dependency-refused': ['app'] },
});

testHazard('option_env! of a variable that .cargo/config.toml makes the workspace\'s path', {
  files: appAndLibrary({
    '.cargo/config.toml': '[env]\nWORKSPACE_DIR = { value = "", relative = true }\n',
    'app/src/main.rs': 'fn main() { println!("{}", env!("WORKSPACE_DIR")); }\n',
  }),
  naive: 'rebuilt',
  compiles: ['app'],
});
