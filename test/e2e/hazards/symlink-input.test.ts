import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { appAndLibrary } from '../../rig/crate.ts';
import { testHazard } from '../../rig/hazard.ts';
import { setLinkModified, LONG_AGO } from '../../rig/times.ts';
import type { Worktree } from '../../rig/worktree.ts';

const files = appAndLibrary({
  'data/one.txt': 'one',
  'data/two.txt': 'two',
  'core_lib/src/words.txt': { symlink: '../../data/one.txt' },
  'core_lib/src/lib.rs': 'pub fn say() -> &\'static str { include_str!("words.txt") }\n',
});

function pointAt(worktree: Worktree, target: string): void {
  worktree.remove('core_lib/src/words.txt');
  const link = join(worktree.path, 'core_lib/src/words.txt');
  symlinkSync(target, link);
  setLinkModified(link, LONG_AGO);
}

testHazard('an input that is a symlink, the same here', { files, naive: 'untested', compiles: [] });

testHazard('an input that is a symlink points elsewhere here', {
  files,
  beforeWarm: (b) => pointAt(b, '../../data/two.txt'),
  naive: 'wrong',
  compiles: ['app', 'core_lib'],
  refused: { 'input-differs': ['core_lib'] },
});

testHazard('a symlink\'s target differs here', {
  files,
  beforeWarm: (b) => b.writeOld('data/one.txt', 'of b'),
  naive: 'wrong',
  compiles: ['app', 'core_lib'],
  refused: { 'input-differs': ['core_lib'] },
});

testHazard('the donor\'s symlink was pointed at an older file after its build', {
  files,
  async afterBuild(main) {
    pointAt(main, '../../data/two.txt');
    await main.commit('Point at two');
  },
  naive: 'wrong',
  compiles: ['app', 'core_lib'],
});
