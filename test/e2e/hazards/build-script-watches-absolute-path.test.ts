import { expect } from 'vitest';
import { appAndLibrary, withBuildScript } from '../../rig/crate.ts';
import { testHazard } from '../../rig/hazard.ts';

const files = appAndLibrary({
  ...withBuildScript('core_lib', `
    let input = concat!(env!("CARGO_MANIFEST_DIR"), "/input.txt");
    println!("cargo:rerun-if-changed={input}");
    println!("cargo:rustc-env=WORD={}", std::fs::read_to_string(input).unwrap().trim());
  `),
  'core_lib/input.txt': 'first\n',
  'core_lib/src/lib.rs': 'pub fn say() -> &\'static str { env!("WORD") }\n',
});

testHazard('a build script (with its own directory baked in) watches an absolute path', {
  files,
  naive: 'rebuilt',
  compiles: { atMost: ['app', 'core_lib'] },
  async after({ worktree }) {
    worktree.write('core_lib/input.txt', 'edited in b\n');
    await worktree.cargo(['build']);
    expect(await worktree.run('app')).toBe('edited in b\n');
  },
});

testHazard('what a build script watches differs here', {
  files,
  beforeWarm: (b) => b.writeOld('core_lib/input.txt', 'of b\n'),
  naive: 'rebuilt',
  compiles: ['app', 'core_lib'],
});

const relocatable = {
  ...files,
  ...withBuildScript('core_lib', `
    let input = std::env::var("CARGO_MANIFEST_DIR").unwrap() + "/input.txt";
    println!("cargo:rerun-if-changed={input}");
    println!("cargo:rustc-env=WORD={}", std::fs::read_to_string(&input).unwrap().trim());
  `),
};

testHazard('a build script asks for its directory when it runs, and watches an absolute path', {
  files: relocatable,
  naive: 'rebuilt',
  compiles: [],
  async after({ worktree }) {
    worktree.write('core_lib/input.txt', 'edited in b\n');
    expect(await worktree.cargo(['build'])).toMatchObject({ compiled: ['app', 'core_lib'] });
    expect(await worktree.run('app')).toBe('edited in b\n');
  },
});

testHazard('what such a script watches differs here', {
  files: relocatable,
  beforeWarm: (b) => b.writeOld('core_lib/input.txt', 'of b\n'),
  naive: 'rebuilt',
  compiles: ['app', 'core_lib'],
  refused: { 'input-differs': ['core_lib'] },
});
