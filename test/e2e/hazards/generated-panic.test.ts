import { expect, it } from 'vitest';
import { appAndLibrary, manifest, withBuildScript } from '../../rig/crate.ts';
import { testHazard } from '../../rig/hazard.ts';
import { useRigs, type Files } from '../../rig/rig.ts';

const createRig = useRigs();

/** As cssparser does: code that may panic, in a file of OUT_DIR; the panic's location names that file. */
function generating(code: string): ReturnType<typeof appAndLibrary> {
  return appAndLibrary({
    ...withBuildScript('core_lib', `
      println!("cargo:rerun-if-changed=build.rs");
      std::fs::write(std::env::var("OUT_DIR").unwrap() + "/tokenizer.rs", r##"${code}"##).unwrap();
    `),
    'core_lib/src/lib.rs': `include!(concat!(env!("OUT_DIR"), "/tokenizer.rs"));
      pub fn say() -> String { let v: Vec<u32> = std::env::args().map(|_| 7).collect(); format!("{} {}", at(&v, 0), place()) }\n`,
  });
}

const AT = 'pub fn at(v: &[u32], i: usize) -> u32 { v[i] + *v.first().unwrap() }\n#[inline] pub fn twice(v: &[u32]) -> u32 { v[0] + v[1] }';
// What proves it is known of one processor's objects.
const isProved = process.arch === 'x64';

testHazard('a member generates code that may panic', {
  files: generating(`${AT}\npub fn place() -> u32 { 1 }`),
  naive: 'untested',
  compiles: isProved ? [] : { atMost: ['app', 'core_lib'] },
});

testHazard('a member generates code that may panic, and that prints where it is', {
  files: generating(`${AT}\npub fn place() -> &'static str { file!() }`),
  naive: 'wrong',
  compiles: ['app', 'core_lib'],
  refused: { 'env-path': ['core_lib'], 'dependency-refused': ['app'] },
});

testHazard('a member generates code that may panic, and a table of places in it', {
  files: generating(`${AT}\nstatic PLACES: [(&str, u32, u32); 1] = [(file!(), line!(), column!())];\npub fn place() -> &'static str { PLACES[0].0 }`),
  naive: 'wrong',
  compiles: ['app', 'core_lib'],
  refused: { 'env-path': ['core_lib'], 'dependency-refused': ['app'] },
});

/** The same in the program's own crate. */
function programGenerating(code: string): Files {
  return {
    'Cargo.toml': manifest('app'),
    'build.rs': `fn main() {
      println!("cargo:rerun-if-changed=build.rs");
      std::fs::write(std::env::var("OUT_DIR").unwrap() + "/tokenizer.rs", r##"${code}"##).unwrap();
    }\n`,
    'src/main.rs': `include!(concat!(env!("OUT_DIR"), "/tokenizer.rs"));
      fn main() { let v: Vec<u32> = std::env::args().map(|_| 7).collect(); println!("{} {}", at(&v, 0), place()); }\n`,
  };
}

testHazard('a program generates code that may panic', {
  files: programGenerating(`${AT}\npub fn place() -> u32 { 1 }`),
  naive: 'untested',
  compiles: isProved ? [] : { atMost: ['app'] },
  isOfLayout: true,
});

/** The linker lays the name down as it does a panic's place: one zero byte before it and one behind. */
testHazard('a program generates code that may panic, and that tells how long the name of its file is', {
  files: programGenerating(`${AT}\npub fn place() -> usize { let before = std::hint::black_box("before the name\\0"); let place = std::hint::black_box(&(file!(), line!(), column!())); let behind = std::hint::black_box("\\0behind the name"); place.0.len() + before.len() - behind.len() }`),
  naive: 'wrong',
  compiles: ['app'],
  isOfLayout: true,
});

it.skipIf(!isProved)('what is compiled in a second worktree, upon code generated in the first, is shared with a third', async () => {
  const rig = await createRig({ files: generating(`${AT}\npub fn place() -> u32 { 1 }`) });
  await rig.main.cargo(['build']);
  await rig.main.save();
  const second = await rig.addWorktree('second');
  await second.warm();
  second.write('app/src/main.rs', 'fn main() { println!("later {} {}", core_lib::say(), core_lib::twice(&[1, 2])); }\n');
  expect((await second.cargo(['build'])).compiled).toEqual(['app']);
  await second.commit('Edit');
  await second.save();
  const third = await rig.addWorktree('third', { commit: 'second~0' });
  await third.warm();
  expect((await third.cargo(['build'])).compiled).toEqual([]);
  expect(await third.run('app')).toContain('later 14 1 3');
});
