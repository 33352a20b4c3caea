import { expect, it } from 'vitest';
import { appAndLibrary, dependsOn, withBuildScript } from '../../rig/crate.ts';
import { useRigs, type Files } from '../../rig/rig.ts';
import { refusedFor, warmAndCompare } from '../../rig/round-trip.ts';

const createRig = useRigs();

const included: Files = { 'core_lib/src/lib.rs': 'pub fn say() -> &\'static str { include_str!("../../target/gen.txt") }\n' };
const watched: Files = {
  ...withBuildScript('core_lib', `
    println!("cargo:rerun-if-changed=../target/gen.txt");
    println!("cargo:rustc-env=SAID={}", std::fs::read_to_string("../target/gen.txt").unwrap());
  `),
  'core_lib/src/lib.rs': 'pub fn say() -> &\'static str { env!("SAID") }\n',
  'app/build.rs': 'fn main() { println!("cargo:rerun-if-changed=build.rs"); }\n',
};

it.each([
  ['includes', included],
  ['has a build script that watches', watched],
])('a library %s a file in the target directory that no unit has made', async (_, files) => {
  const rig = await createRig({ files: appAndLibrary({ ...files, 'app/Cargo.toml': appAndLibrary()['app/Cargo.toml'] ?? dependsOn('core_lib') }) });
  rig.main.write('target/gen.txt', 'one');
  await rig.main.cargo(['build']);
  const save = await rig.main.save();
  const b = await rig.addWorktree('b');
  b.writeOld('target/gen.txt', 'of b');
  await b.warm();
  await b.cargo(['build']);
  expect(await b.run('app')).toBe('of b\n');
  const trip = await warmAndCompare(await rig.addWorktree('c'), { command: ['--version'], observe: async () => '', save });
  expect(refusedFor(trip, 'input-in-target')).toEqual(['core_lib']);
});

it.each([
  ['flags', { '.cargo/config.toml': '[build]\nrustflags = ["-Clink-arg=-Wl,-Map=target/app.map"]\n' }],
  ['a build script', withBuildScript('app', 'println!("cargo:rerun-if-changed=build.rs\\ncargo:rustc-link-arg=-Wl,-Map={}/../target/app.map", std::env::var("CARGO_MANIFEST_DIR").unwrap());', '', dependsOn('core_lib'))],
] as [string, Files][])('the linker is told by %s to write a file into the target directory', async (_, files) => {
  const rig = await createRig({ files: appAndLibrary(files) });
  await rig.main.cargo(['build']);
  const save = await rig.main.save();
  const b = await rig.addWorktree('b');
  await b.warm();
  await b.cargo(['build']);
  expect(b.read('target/app.map')).toContain('main');
  const trip = await warmAndCompare(await rig.addWorktree('c'), { command: ['--version'], observe: async () => '', save });
  expect(refusedFor(trip, 'input-in-target')).toEqual(['app']);
});
