import { describe, expect, it } from 'vitest';
import { appAndLibrary, manifest, withBuildScript, workspace } from '../rig/crate.ts';
import { useRigs, type Files } from '../rig/rig.ts';
import { naiveTrip, refusedFor, roundTrip } from '../rig/round-trip.ts';
import { hasToolchain, NEWER_TOOLCHAINS, OLDEST_TOOLCHAIN, toolchainTitle } from '../rig/toolchain.ts';

const createRig = useRigs();

/** The program says where the generic function lies that panics. */
const panicking: Files = appAndLibrary({
  'app/src/main.rs': `
    fn main() {
        std::panic::set_hook(Box::new(|info| println!("{}", info.location().unwrap())));
        println!("{}", core_lib::say());
        let _ = std::panic::catch_unwind(|| core_lib::at::<u32>(&[], 0));
    }
  `,
  'core_lib/Cargo.toml': manifest('core_lib', '[dependencies]\nitoa = "=1.0.15"\n'),
  'core_lib/src/lib.rs': `
    pub fn at<T: Copy>(values: &[T], index: usize) -> T { values[index] }
    pub fn say() -> String { itoa::Buffer::new().format(1).to_string() }
  `,
});

/** The same over a macro and a build script. */
const files: Files = {
  ...panicking,
  'Cargo.toml': workspace(['app', 'core_lib', 'made', 'named']),
  'core_lib/Cargo.toml': manifest('core_lib', '[dependencies]\nnamed = { path = "../named" }\nmade = { path = "../made" }\nitoa = "=1.0.15"\n'),
  'core_lib/src/lib.rs': `
    pub fn at<T: Copy>(values: &[T], index: usize) -> T { values[index] }
    pub fn say() -> String { format!("{} {} {}", named::name!(), made::MADE, itoa::Buffer::new().format(1)) }
  `,
  'named/Cargo.toml': manifest('named', '[lib]\nproc-macro = true\n'),
  'named/src/lib.rs': '#[proc_macro] pub fn name(_: proc_macro::TokenStream) -> proc_macro::TokenStream { "\\"first\\"".parse().unwrap() }\n',
  ...withBuildScript('made', '    std::fs::write(std::path::Path::new(&std::env::var("OUT_DIR").unwrap()).join("made.rs"), "pub const MADE: &str = \\"made\\";").unwrap();'),
  'made/src/lib.rs': 'include!(concat!(env!("OUT_DIR"), "/made.rs"));\n',
  // Outside of the package: cargo 1.101 records it by the workspace's root.
  'app/src/main.rs': `${panicking['app/src/main.rs']?.toString().replace('core_lib::say()', 'core_lib::say() + include_str!("../../data.txt")') ?? ''}`,
  'data.txt': ' told',
};

it('what cargo remembers of the compiler stays in its worktree: it remembers failures, too', async () => {
  const rig = await createRig({ files: appAndLibrary() });
  await rig.main.cargo(['build']);
  await rig.main.share(['init']);
  const memory = 'target/.rustc_info.json';
  rig.main.write(memory, rig.main.read(memory).replaceAll('"success":true', '"success":false'));
  await rig.main.cargo(['build'], { statuses: [101] });
  const fresh = await rig.addWorktree('fresh');
  expect((await fresh.cargo(['build'])).compiled).toEqual([]);
  expect(await fresh.run('app')).toBe('first\n');
});

for (const toolchain of NEWER_TOOLCHAINS) describe.skipIf(!hasToolchain(toolchain))(toolchainTitle(toolchain), () => {
  const env = { RUSTUP_TOOLCHAIN: toolchain };

  it('compiles nothing in a fresh worktree', async () => {
    const trip = await roundTrip(await createRig({ files, env }));
    expect(trip.build.compiled).toEqual([]);
    expect(trip.prints).toBe(trip.scratch);
    expect(trip.prints).toContain('core_lib/src/lib.rs:2');
  });

  it('sees another file outside of the package', async () => {
    const rig = await createRig({ files, env });
    await rig.main.cargo(['build']);
    await rig.main.share(['init']);
    const fresh = await rig.addWorktree('fresh');
    expect((await fresh.status()).worktrees.find(({ path }) => path === fresh.path)).toMatchObject({ nextBuild: { ready: 7 } });
    fresh.write('data.txt', ' otherwise');
    expect((await fresh.cargo(['build'])).compiled).toEqual(['app']);
    expect(await fresh.run('app')).toContain('otherwise');
  });

  it('nor do checks, tests and optimised builds', async () => {
    const commands = [['check', '--workspace'], ['test', '--no-run', '--workspace'], ['build', '--release']];
    const rig = await createRig({ files, env });
    for (const command of commands) await rig.main.cargo(command);
    await rig.main.save();
    const fresh = await rig.addWorktree('fresh');
    await fresh.warm();
    for (const command of commands) expect((await fresh.cargo(command)).compiled, command.join(' ')).toEqual([]);
  });
});

/** Its libraries hold their directory. */
describe.skipIf(!hasToolchain(OLDEST_TOOLCHAIN))(toolchainTitle(OLDEST_TOOLCHAIN), () => {
  const env = { RUSTUP_TOOLCHAIN: OLDEST_TOOLCHAIN };

  it('says the other worktree\'s path from a copied target directory', async () => {
    const rig = await createRig({ files: panicking, env });
    const trip = await naiveTrip(rig);
    expect(trip.prints).toContain(`${rig.main.path}/core_lib/src/lib.rs`);
    expect(trip.prints).not.toBe(trip.scratch);
  });

  it('shares dependencies, and leaves the repository\'s own packages to cargo', async () => {
    const trip = await roundTrip(await createRig({ files: panicking, env }));
    expect(trip.build.compiled).toEqual(['app', 'core_lib']);
    expect(trip.build.fresh).toContain('itoa');
    expect(trip.prints).toBe(trip.scratch);
    expect(refusedFor(trip, 'baked-path')).toEqual(['core_lib']);
  });
});
