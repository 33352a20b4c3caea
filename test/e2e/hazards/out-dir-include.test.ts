import { appAndLibrary, withBuildScript } from '../../rig/crate.ts';
import { testHazard } from '../../rig/hazard.ts';

const files = appAndLibrary({
  ...withBuildScript('core_lib', `
    println!("cargo:rerun-if-changed=input.txt");
    let word = std::fs::read_to_string("input.txt").unwrap();
    let code = format!("pub const WORD: &str = {:?};", word.trim());
    std::fs::write(std::env::var("OUT_DIR").unwrap() + "/words.rs", code).unwrap();
  `),
  'core_lib/input.txt': 'first\n',
  'core_lib/src/lib.rs': 'include!(concat!(env!("OUT_DIR"), "/words.rs"));\npub fn say() -> &\'static str { WORD }\n',
});

testHazard('a member includes code from its OUT_DIR', {
  files,
  naive: 'untested',
  compiles: [],
});

testHazard('a member includes code from its OUT_DIR that was generated from other input', {
  files,
  beforeWarm: (b) => b.writeOld('core_lib/input.txt', 'of b\n'),
  naive: 'wrong',
  compiles: ['app', 'core_lib'],
});

testHazard('the donor\'s generator input was edited after its build and got an old mtime', {
  files,
  async afterBuild(main) {
    main.writeOld('core_lib/input.txt', 'later\n');
    await main.commit('Edit');
  },
  naive: 'wrong',
  compiles: ['app', 'core_lib'],
});
