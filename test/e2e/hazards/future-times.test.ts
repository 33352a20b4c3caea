import { join } from 'node:path';
import { appAndLibrary, withBuildScript } from '../../rig/crate.ts';
import { testHazard } from '../../rig/hazard.ts';
import { setModified } from '../../rig/times.ts';
import type { Worktree } from '../../rig/worktree.ts';

const IN_TWO_HOURS = (): Date => new Date(Date.now() + 7_200_000);
const ahead = (path: string) => (b: Worktree): void => setModified(join(b.path, path), IN_TWO_HOURS());

testHazard('a source has a time in the future, and another one of the crate is edited after warming', {
  files: appAndLibrary({
    'core_lib/src/lib.rs': 'mod more; pub fn say() -> String { format!("{}first", more::MORE) }\n',
    'core_lib/src/more.rs': 'pub const MORE: &str = "";\n',
  }),
  beforeWarm: ahead('core_lib/src/more.rs'),
  afterWarm: (b) => b.write('core_lib/src/lib.rs', 'mod more; pub fn say() -> String { format!("{}second", more::MORE) }\n'),
  naive: 'untested',
  compiles: ['app', 'core_lib'],
});

testHazard('a file that a build script watches has a time in the future, and another one is edited after warming', {
  files: appAndLibrary({
    ...withBuildScript('core_lib', `
      println!("cargo:rerun-if-changed=a.txt");
      println!("cargo:rerun-if-changed=b.txt");
      println!("cargo:rustc-env=WORDS={}", std::fs::read_to_string("a.txt").unwrap() + &std::fs::read_to_string("b.txt").unwrap());
    `),
    'core_lib/a.txt': 'a',
    'core_lib/b.txt': 'b',
    'core_lib/src/lib.rs': 'pub fn say() -> &\'static str { env!("WORDS") }\n',
  }),
  beforeWarm: ahead('core_lib/a.txt'),
  afterWarm: (b) => b.write('core_lib/b.txt', 'edited'),
  naive: 'untested',
  compiles: ['app', 'core_lib'],
});
