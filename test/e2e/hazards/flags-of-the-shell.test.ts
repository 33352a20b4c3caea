import { describe, expect, it } from 'vitest';
import { appAndLibrary, dependsOn, withBuildScript } from '../../rig/crate.ts';
import { TRIED_LAYOUTS } from '../../rig/layout.ts';
import { useRigs } from '../../rig/rig.ts';

const createRig = useRigs();

/** A script that reads a file untold is shared by what an audit sees of it: the audit has to build as its people do. */
const FILES = appAndLibrary({
  ...withBuildScript('app', 'println!("cargo:rerun-if-changed=build.rs\\ncargo:rustc-env=WORDS={}", std::fs::read_to_string("../words.txt").unwrap());', '', dependsOn('core_lib')),
  'app/src/main.rs': 'fn main() { println!("{} {} {}", env!("WORDS"), core_lib::say(), cfg!(of_shell)); }\n',
  'words.txt': 'one',
});
const FLAGS = { RUSTFLAGS: '--cfg of_shell', CARGO_PROFILE_DEV_OPT_LEVEL: '1' };

describe.each(TRIED_LAYOUTS)('flags of cargo that stand in the shell (%s)', (layout) => {
  it.each([
    ['at the build and at the warm', FLAGS, FLAGS],
    ['only at the warm', {}, FLAGS],
  ])('%s', async (_, atBuild, atWarm) => {
    const rig = await createRig({ files: FILES, layout });
    await rig.main.cargo(['build'], { env: atBuild });
    await rig.main.save({ env: atWarm });
    const b = await rig.addWorktree('b');
    // Not everything is equal: only what was seen tells that it may be shared.
    b.write('notes.txt', '');
    await b.warm([], { env: atWarm });
    expect(await b.cargo(['build'], { env: atBuild })).toMatchObject({ compiled: [] });
    expect(await b.run('app')).toBe(`one first ${String(atBuild === FLAGS)}\n`);

    const c = await rig.addWorktree('c');
    c.write('words.txt', 'two');
    await c.warm([], { env: atWarm });
    expect(await c.cargo(['build'], { env: atBuild })).toMatchObject({ compiled: ['app'] });
    expect(await c.run('app')).toBe(`two first ${String(atBuild === FLAGS)}\n`);
  });
});
