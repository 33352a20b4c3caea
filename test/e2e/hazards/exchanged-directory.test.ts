import { renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { appAndLibrary } from '../../rig/crate.ts';
import { testHazard } from '../../rig/hazard.ts';
import type { Worktree } from '../../rig/worktree.ts';

const linked = appAndLibrary({
  'data1/words.txt': 'one',
  'data2/words.txt': 'two',
  'core_lib/data': { symlink: '../data1' },
  'core_lib/src/lib.rs': 'pub fn say() -> &\'static str { include_str!("../data/words.txt") }\n',
});

testHazard('the donor\'s link to a directory was pointed elsewhere after its build', {
  files: linked,
  async afterBuild(main) {
    main.remove('core_lib/data');
    symlinkSync('../data2', join(main.path, 'core_lib/data'));
    await main.commit('Point at two');
  },
  naive: 'wrong',
  compiles: ['app', 'core_lib'],
  refused: { 'edited-since': ['core_lib'] },
});

const two = appAndLibrary({
  'core_lib/data/words.txt': 'one',
  'core_lib/data2/words.txt': 'two',
  'core_lib/src/lib.rs': 'pub fn say() -> &\'static str { include_str!("../data/words.txt") }\n',
});

function exchange(main: Worktree): void {
  renameSync(join(main.path, 'core_lib/data'), join(main.path, 'core_lib/data1'));
  renameSync(join(main.path, 'core_lib/data2'), join(main.path, 'core_lib/data'));
}

testHazard('the donor\'s directory was exchanged with an older one after its build', {
  files: two,
  async afterBuild(main) {
    exchange(main);
    await main.commit('Exchange');
  },
  naive: 'wrong',
  compiles: ['app', 'core_lib'],
  refused: { 'edited-since': ['core_lib'] },
});

testHazard('a file was made in the exchanged directory, which hides when that was', {
  files: two,
  async afterBuild(main) {
    exchange(main);
    writeFileSync(join(main.path, 'core_lib/data/more.txt'), '');
    await main.commit('Exchange');
  },
  naive: 'wrong',
  compiles: ['app', 'core_lib'],
  refused: { 'edited-since': ['core_lib'] },
});

testHazard('files made beside an input do not count', {
  files: two,
  afterBuild: (main) => main.write('core_lib/data/more.txt', ''),
  naive: 'untested',
  compiles: [],
});
