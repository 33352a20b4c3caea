import { renameSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryDirectory } from '../../formats/git/rig.ts';
import { appAndLibrary, manifest, withBuildScript } from '../../rig/crate.ts';
import { TRIED_LAYOUTS } from '../../rig/layout.ts';
import { useRigs, type Files, type Rig } from '../../rig/rig.ts';
import { scratchRun } from '../../rig/round-trip.ts';
import type { Worktree } from '../../rig/worktree.ts';

const createRig = useRigs();

/** Each crate that says where it was compiled, in another way. */
const SAYING: readonly (readonly [string, Files])[] = [
  ['env!("CARGO_MANIFEST_DIR")', { 'core_lib/src/lib.rs': 'pub fn say() -> &\'static str { env!("CARGO_MANIFEST_DIR") }\n' }],
  [
    'a build script that prints it',
    {
      ...withBuildScript('core_lib', 'println!("cargo:rustc-env=WHERE={}", std::env::var("CARGO_MANIFEST_DIR").unwrap());'),
      'core_lib/src/lib.rs': 'pub fn say() -> &\'static str { env!("WHERE") }\n',
    },
  ],
  ['a dependency\'s directory in what it includes', {
    ...withBuildScript('core_lib', `
      let out = std::env::var("OUT_DIR").unwrap();
      std::fs::write(format!("{out}/at.txt"), &out).unwrap();
    `),
    'core_lib/Cargo.toml': manifest('core_lib'),
    'core_lib/src/lib.rs': 'pub fn say() -> &\'static str { include_str!(concat!(env!("OUT_DIR"), "/at.txt")) }\n',
  }],
];

/** Builds in a worktree that is then moved, and takes that for the donor of a third. */
async function afterMove(rig: Rig, move: (b: Worktree, to: string) => Promise<void>): Promise<void> {
  const b = await rig.addWorktree('b');
  await b.cargo(['build']);
  await move(b, join(b.path, '..', 'moved'));
  const c = await rig.addWorktree('c');
  await c.warm();
  await c.cargo(['build']);
  const prints = await c.run('app');
  const scratch = await scratchRun(c);
  expect(prints).toBe(scratch);
}

describe.each(SAYING)('a worktree that was built and then moved: %s', (_, files) => {
  it.each(TRIED_LAYOUTS)('its old path reaches no other worktree (%s)', async (layout) => {
    const rig = await createRig({ files: appAndLibrary(files), layout });
    await afterMove(rig, async (b, to) => {
      await rig.main.git(['worktree', 'move', b.path, to]);
    });
  });
});

it('nor where it was moved by hand', async () => {
  const rig = await createRig({ files: appAndLibrary(SAYING[0]![1]) });
  await afterMove(rig, async (b, to) => {
    renameSync(b.path, to);
    await rig.main.git(['worktree', 'repair', to]);
  });
});

it('nor where everybody builds in one directory, which stays where it is', async () => {
  const rig = await createRig({ files: appAndLibrary(SAYING[0]![1]), env: { CARGO_TARGET_DIR: join(temporaryDirectory(), 'target') } });
  const b = await rig.addWorktree('b');
  await b.cargo(['build']);
  await rig.main.git(['worktree', 'move', b.path, join(b.path, '..', 'moved')]);
  const saved = await rig.open(join(b.path, '..', 'moved')).save();
  const refused = saved.directories.flatMap((directory) => directory.refusals);
  expect(refused.map(({ package: name, reason }) => `${name} ${reason}`)).toContain('core_lib env-path');
});

describe.each(SAYING)('a worktree that was warmed, and moved before anything was built there: %s', (_, files) => {
  it.each(TRIED_LAYOUTS)('does not say where it was (%s)', async (layout) => {
    const rig = await createRig({ files: appAndLibrary(files), layout });
    await rig.main.cargo(['build']);
    await rig.main.save();
    const b = await rig.addWorktree('b');
    await b.warm();
    const to = join(b.path, '..', 'moved');
    await rig.main.git(['worktree', 'move', b.path, to]);
    const moved = rig.open(to);
    await moved.cargo(['build']);
    const prints = await moved.run('app');
    const scratch = await scratchRun(moved);
    expect(prints).toBe(scratch);
  });
});
