import { appAndLibrary } from '../../rig/crate.ts';
import { testHazard } from '../../rig/hazard.ts';

const files = appAndLibrary({
  'core_lib/src/words.txt': 'first',
  'core_lib/src/lib.rs': 'pub fn say() -> &\'static str { include_str!("words.txt") }\n',
});

testHazard('an included data file differs here', {
  files,
  beforeWarm: (b) => b.writeOld('core_lib/src/words.txt', 'of b'),
  naive: 'wrong',
  compiles: ['app', 'core_lib'],
  refused: { 'input-differs': ['core_lib'] },
});

testHazard('an included data file of the donor was edited after its build: no digest knows it', {
  files,
  async afterBuild(main) {
    main.writeOld('core_lib/src/words.txt', 'later');
    await main.commit('Edit');
  },
  naive: 'wrong',
  compiles: ['app', 'core_lib'],
  refused: { 'edited-since': ['core_lib'] },
});
