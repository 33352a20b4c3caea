import { expect, it } from 'vitest';
import { appAndLibrary, dependsOn, manifest, withBuildScript, workspace } from '../../rig/crate.ts';
import { TRIED_LAYOUTS } from '../../rig/layout.ts';
import { useRigs } from '../../rig/rig.ts';
import { warmAndCompare } from '../../rig/round-trip.ts';
import type { Worktree } from '../../rig/worktree.ts';

const createRig = useRigs();

/** `generated` includes code from OUT_DIR, so its metadata differs between worktrees; `core_lib` depends on it. */
const files = appAndLibrary({
  'Cargo.toml': workspace(['app', 'core_lib', 'generated']),
  'core_lib/Cargo.toml': manifest('core_lib', dependsOn('generated')),
  'core_lib/src/lib.rs': 'pub fn say() -> String { generated::say::<u8>() }\n',
  ...withBuildScript('generated', `
    println!("cargo:rerun-if-changed=build.rs");
    let code = "pub fn say<T: Default + ToString>() -> String { T::default().to_string() }";
    std::fs::write(std::env::var("OUT_DIR").unwrap() + "/say.rs", code).unwrap();
  `),
  'generated/src/lib.rs': 'include!(concat!(env!("OUT_DIR"), "/say.rs"));\n',
});

it.each(TRIED_LAYOUTS)('a crate that was built here is not mixed with dependents from elsewhere: E0460 (%s)', async (layout) => {
  const rig = await createRig({ files, layout });
  await rig.main.cargo(['build']);
  await rig.main.save();
  const b = await rig.addWorktree('b');
  await b.cargo(['build', '-p', 'generated']);
  const trip = await warmAndCompare(b);
  expect(trip.prints).toBe(trip.scratch);
  expect(trip.build.stderr).not.toContain('E0460');
});

it.each(TRIED_LAYOUTS)('units of two donors are not mixed: E0460 (%s)', async (layout) => {
  const rig = await createRig({ files, layout });
  const other = await rig.addWorktree('other');
  await rig.main.cargo(['build']);
  await other.cargo(['build']);
  await rig.main.save();
  await other.save();
  const trip = await warmAndCompare(await rig.addWorktree('b'));
  expect(trip.prints).toBe(trip.scratch);
  expect(trip.build.stderr).not.toContain('E0460');
});

/** Edits the program alone: rustc then reads the metadata of all that stands below it. */
async function compileAbove(b: Worktree): Promise<void> {
  b.write('app/src/main.rs', 'fn main() { println!("edited {}", core_lib::say()); }\n');
  await b.cargo(['build']);
  expect(await b.run('app')).toBe('edited 0\n');
}

it.each(TRIED_LAYOUTS)('what is compiled here on top of them finds a crate that was built here with its own dependents (%s)', async (layout) => {
  const rig = await createRig({ files, layout });
  await rig.main.cargo(['build']);
  await rig.main.save();
  const b = await rig.addWorktree('b');
  await b.cargo(['build', '-p', 'generated']);
  await b.warm();
  await compileAbove(b);
});

it.each(TRIED_LAYOUTS)('what is compiled here on top of them finds units that fit, though a newer one was saved (%s)', async (layout) => {
  const rig = await createRig({ files, layout });
  const other = await rig.addWorktree('other');
  await rig.main.cargo(['build']);
  await rig.main.save();
  await other.cargo(['build', '-p', 'generated']);
  await other.save();
  const b = await rig.addWorktree('b');
  await b.warm();
  await compileAbove(b);
});
