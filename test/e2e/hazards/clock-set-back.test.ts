import { join } from 'node:path';
import { appAndLibrary, withBuildScript } from '../../rig/crate.ts';
import { testHazard } from '../../rig/hazard.ts';
import type { Worktree } from '../../rig/worktree.ts';
import { setModified, shiftTimes } from '../../rig/times.ts';

const DAY_MS = 86_400_000;

/**
 * The clock has been set back by a day since the donor's build: whatever is checked out or edited now is older than
 * what was built. Where cargo finds such a build it sees no edit until tomorrow; in a fresh worktree it would.
 */
function checkedOutYesterday(b: Worktree): void {
  shiftTimes(b.path, -DAY_MS);
}

function editYesterday(path: string, text: string): (b: Worktree) => void {
  return (b) => {
    b.write(path, text);
    setModified(join(b.path, path), new Date(Date.now() - DAY_MS + 60_000));
  };
}

const clock = { beforeWarm: checkedOutYesterday } as const;
const OF_B = 'pub fn say() -> String { "of b".to_string() }\n';

testHazard('the clock was set back since the donor\'s build, and a source is edited after warming', {
  ...clock,
  files: appAndLibrary(),
  afterWarm: editYesterday('core_lib/src/lib.rs', OF_B),
  naive: 'untested',
  compiles: ['app', 'core_lib'],
});

testHazard('the clock was set back since the donor\'s build, and a file that a build script watches is edited after warming', {
  ...clock,
  files: appAndLibrary({
    ...withBuildScript('core_lib', 'println!("cargo:rerun-if-changed=words.txt"); println!("cargo:rustc-env=WORDS={}", std::fs::read_to_string("words.txt").unwrap());'),
    'core_lib/words.txt': 'first',
    'core_lib/src/lib.rs': 'pub fn say() -> String { env!("WORDS").to_string() }\n',
  }),
  afterWarm: editYesterday('core_lib/words.txt', 'of b'),
  naive: 'untested',
  compiles: ['app', 'core_lib'],
});

testHazard('the clock was set back since the donor\'s build, and a source differs already', {
  files: appAndLibrary(),
  beforeWarm(b) {
    b.write('core_lib/src/lib.rs', OF_B);
    checkedOutYesterday(b);
  },
  naive: 'wrong',
  compiles: ['app', 'core_lib'],
});

testHazard('the clock was set back since the donor\'s build, and nothing is edited', {
  ...clock,
  files: appAndLibrary(),
  naive: 'untested',
  compiles: [],
});
