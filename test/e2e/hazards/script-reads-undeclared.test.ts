import { appAndLibrary, withBuildScript } from '../../rig/crate.ts';
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
