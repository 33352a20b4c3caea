import { appAndLibrary } from '../../rig/crate.ts';
import { testHazard } from '../../rig/hazard.ts';

testHazard('a build for coverage, whose map names the worktree', {
  files: appAndLibrary(),
  env: { RUSTFLAGS: '-C instrument-coverage' },
  naive: 'untested',
  compiles: ['app', 'core_lib'],
  refused: { 'baked-path': ['core_lib'] },
});
