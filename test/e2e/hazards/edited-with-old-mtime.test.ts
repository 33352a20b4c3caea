import { appAndLibrary } from '../../rig/crate.ts';
import { testHazard } from '../../rig/hazard.ts';
import { copyTimes } from '../../rig/times.ts';

const EDITED = 'pub fn say() -> String { "edited".to_string() }\n';

testHazard('a source here differs and is older than the donor\'s build', {
  files: appAndLibrary(),
  beforeWarm: (b) => b.writeOld('core_lib/src/lib.rs', EDITED),
  naive: 'wrong',
  compiles: ['app', 'core_lib'],
  refused: { 'input-differs': ['core_lib'], 'dependency-not-placed': ['app'] },
});

testHazard('a source here differs in content alone: size and times are the donor\'s', {
  files: appAndLibrary(),
  beforeWarm(b) {
    b.write('core_lib/src/lib.rs', b.read('core_lib/src/lib.rs').replace('first', 'FIRST'));
    copyTimes(b.path.replace(/[^/]+$/, 'a'), b.path);
  },
  naive: 'wrong',
  compiles: ['app', 'core_lib'],
  refused: { 'input-differs': ['core_lib'] },
});

testHazard('the donor\'s library source was edited after its build and got an old mtime', {
  files: appAndLibrary(),
  async afterBuild(main) {
    main.writeOld('core_lib/src/lib.rs', EDITED);
    await main.commit('Edit');
  },
  naive: 'wrong',
  compiles: ['app', 'core_lib'],
});

testHazard('the donor\'s program source was edited after its build and got an old mtime', {
  files: appAndLibrary(),
  async afterBuild(main) {
    main.writeOld('app/src/main.rs', 'fn main() { println!("edited {}", core_lib::say()); }\n');
    await main.commit('Edit');
  },
  naive: 'wrong',
  compiles: ['app'],
});
