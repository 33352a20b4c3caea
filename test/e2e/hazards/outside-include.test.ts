import { expect } from 'vitest';
import { appAndLibrary } from '../../rig/crate.ts';
import { testHazard } from '../../rig/hazard.ts';

const files = appAndLibrary({
  'shared.txt': 'shared\n',
  'core_lib/src/lib.rs': 'pub fn say() -> &\'static str { include_str!("../../shared.txt") }\n',
});

testHazard('include_str! of a file above the package, identical here', {
  files,
  naive: 'untested',
  compiles: [],
  async after({ worktree }) {
    worktree.write('shared.txt', 'edited in b\n');
    expect(await worktree.cargo(['build'])).toMatchObject({ compiled: ['app', 'core_lib'] });
    expect(await worktree.run('app')).toBe('edited in b\n\n');
  },
});

testHazard('an edit of the donor\'s file above the package does not reach the warmed worktree', {
  files,
  naive: 'untested',
  compiles: [],
  async after({ worktree }) {
    const main = worktree.path.replace(/[^/]+$/, 'a');
    await worktree.git(['-C', main, 'rm', '-q', '-f', 'shared.txt']);
    expect(await worktree.cargo(['build'])).toMatchObject({ compiled: [] });
    expect(await worktree.run('app')).toBe('shared\n\n');
  },
});

testHazard('include_str! of a file above the package that differs here', {
  files,
  beforeWarm: (b) => b.writeOld('shared.txt', 'of b\n'),
  naive: 'wrong',
  compiles: ['app', 'core_lib'],
  refused: { 'input-differs': ['core_lib'] },
});

testHazard('a #[path] module outside the package that differs here', {
  files: appAndLibrary({
    'common/words.rs': 'pub const WORD: &str = "first";\n',
    'core_lib/src/lib.rs': '#[path = "../../common/words.rs"]\nmod words;\npub fn say() -> &\'static str { words::WORD }\n',
  }),
  beforeWarm: (b) => b.writeOld('common/words.rs', 'pub const WORD: &str = "of b";\n'),
  naive: 'wrong',
  compiles: ['app', 'core_lib'],
  refused: { 'input-differs': ['core_lib'] },
});
