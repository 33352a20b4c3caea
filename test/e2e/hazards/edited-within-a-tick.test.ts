import { appAndLibrary } from '../../rig/crate.ts';
import { testHazard } from '../../rig/hazard.ts';
import { stampFiles } from '../../rig/times.ts';

testHazard('an edit of the same size falls into the clock tick in which the build began', {
  files: appAndLibrary(),
  async afterBuild(main) {
    main.write('core_lib/src/lib.rs', main.read('core_lib/src/lib.rs').replace('first', 'FIRST'));
    await main.commit('Edit');
    // The times of a build that began with the edit: neither mtime nor ctime of the source is newer.
    stampFiles(main.target, /^(invoked\.timestamp|dep-.*)$/, new Date(Date.now() + 2000));
  },
  naive: 'wrong',
  compiles: ['app', 'core_lib'],
  refused: { 'digest-missing': ['core_lib'] },
});
