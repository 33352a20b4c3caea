import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { appAndLibrary, dependsOn, manifest, workspace } from '../../rig/crate.ts';
import type { SaveDocument, WhichDocument } from '../../rig/documents.ts';
import { testHazard } from '../../rig/hazard.ts';
import { LAYOUTS, layoutEnvironment } from '../../rig/layout.ts';
import { useRigs } from '../../rig/rig.ts';
import { roundTrip, scratchRun } from '../../rig/round-trip.ts';
import type { Worktree } from '../../rig/worktree.ts';

/** Prints what the shared library says: a program that loads it, as a bindings generator does. */
const LOADER = `
use std::ffi::*;
extern "C" { fn dlopen(path: *const c_char, flags: c_int) -> *mut c_void; fn dlsym(lib: *mut c_void, name: *const c_char) -> *mut c_void; }
fn main() {
    let path = CString::new(std::env::current_exe().unwrap().with_file_name("libcore_lib.so").to_str().unwrap()).unwrap();
    unsafe {
        let lib = dlopen(path.as_ptr(), 2);
        let word: extern "C" fn() -> u32 = std::mem::transmute(dlsym(lib, c"c_word".as_ptr()));
        println!("linked {} loaded {}", core_lib::say(), word());
    }
}
`;
const LIB = (word: number): string => `pub fn say() -> u32 { if cfg!(feature = "loud") { ${word}00 } else { ${word} } }\n#[no_mangle] pub extern "C" fn c_word() -> u32 { say() }\n`;
const types = (...list: readonly string[]): string => `[lib]\ncrate-type = ${JSON.stringify(list)}\n[features]\nloud = []\n`;
const FILES = appAndLibrary({
  'app/Cargo.toml': manifest('app', dependsOn('core_lib')),
  'app/src/main.rs': LOADER,
  'core_lib/Cargo.toml': manifest('core_lib', types('rlib', 'cdylib', 'staticlib')),
  'core_lib/src/lib.rs': LIB(1),
});
const createRig = useRigs();

testHazard('a library that is rlib, cdylib and staticlib', { files: FILES, naive: 'untested', compiles: [], isOfLayout: true });

testHazard('a library that is rlib, cdylib and staticlib, edited here', {
  files: FILES,
  beforeWarm: (b) => b.writeOld('core_lib/src/lib.rs', LIB(2)),
  naive: 'wrong',
  compiles: ['app', 'core_lib'],
  isOfLayout: true,
  refused: { 'input-differs': ['core_lib'] },
});

testHazard('a library that is cdylib alone, tested and checked as well', {
  files: { ...FILES, 'core_lib/Cargo.toml': manifest('core_lib', types('cdylib')), 'app/Cargo.toml': manifest('app'), 'app/src/main.rs': LOADER.replace('core_lib::say()', '0') },
  afterBuild: async (main) => {
    await main.cargo(['check']);
    await main.cargo(['test', '--no-run']);
  },
  naive: 'untested',
  compiles: [],
  isOfLayout: true,
});

const TWINS = {
  'Cargo.toml': workspace(['one', 'two', 'app']),
  'one/Cargo.toml': manifest('one', '[lib]\nname = "core_lib"\ncrate-type = ["cdylib"]\n'),
  'one/src/lib.rs': LIB(1),
  'two/Cargo.toml': manifest('two', '[lib]\nname = "core_lib"\ncrate-type = ["cdylib"]\n'),
  'two/src/lib.rs': LIB(2),
  'app/Cargo.toml': manifest('app'),
  'app/src/main.rs': LOADER.replace('core_lib::say()', '0'),
};

/** The older of two builds of one file is known by nothing but its times. */
testHazard('two packages whose libraries have one name, built one after the other', {
  files: TWINS,
  build: ['build', '-p', 'app', '-p', 'one'],
  afterBuild: async (main) => {
    await main.cargo(['build', '-p', 'two']);
  },
  naive: 'untested',
  compiles: { atMost: ['one'] },
});

it.each(LAYOUTS)('two packages whose libraries have one name, both stored (%s)', async (layout) => {
  const rig = await createRig({ files: TWINS, layout });
  for (const name of ['one', 'two']) {
    await rig.main.cargo(['build', '-p', 'app', '-p', name]);
    await rig.main.save();
  }
  for (const [name, word] of [['one', 1], ['two', 2]] as const) {
    const b = await rig.addWorktree(name);
    await b.warm();
    await b.cargo(['build', '-p', 'app', '-p', name]);
    expect(await b.run('app')).toBe(`linked 0 loaded ${word}\n`);
  }
});

describe.each(LAYOUTS)('files without a unit hash (%s)', (layout) => {
  it('are told apart by features, found by `which`, and not changed by what another worktree does', async () => {
    const rig = await createRig({ files: FILES, layout });
    const { main } = rig;
    await main.cargo(['build', '-p', 'core_lib', '--features', 'loud']);
    await main.save();
    const { worktree: b, build } = await roundTrip(rig);
    expect(build.compiled).toEqual([]);
    const which = JSON.parse((await b.share(['--json', 'which', 'target/debug/libcore_lib.so'], { statuses: 'any', env: layoutEnvironment(layout) })).stdout) as WhichDocument;
    expect(which).toMatchObject({ current: 'yes', unit: { package: 'core_lib' } });
    const before = await main.run('app');
    b.write('core_lib/src/lib.rs', LIB(3));
    await b.cargo(['build']);
    expect(await b.run('app')).toBe('linked 3 loaded 3\n');
    expect(await main.run('app')).toBe(before);
    expect((await main.cargo(['build'])).compiled).toEqual([]);
    expect(await main.run('app')).toBe(before);
  });

  it('as one library for a build script and another for the program: nobody is given the wrong one', async () => {
    const rig = await createRig({
      layout,
      files: {
        ...FILES,
        'Cargo.toml': workspace(['app', 'core_lib'], '[profile.dev.build-override]\nopt-level = 1\n'),
        'app/Cargo.toml': manifest('app', `${dependsOn('core_lib')}[build-dependencies]\ncore_lib = { path = "../core_lib", features = ["loud"] }\n`),
        'app/build.rs': 'fn main() { println!("cargo:rerun-if-changed=build.rs"); println!("cargo:warning={}", core_lib::say()); }\n',
        'app/src/main.rs': 'fn main() { println!("{}", core_lib::say()); }\n',
      },
    });
    const { main } = rig;
    // Cargo itself may fail here: both are written to one file.
    await main.cargo(['build'], { statuses: 'any' });
    await main.cargo(['build'], { statuses: 'any' });
    const save = await main.save();
    expect(refused(save).includes('core_lib')).toBe(layout === 'legacy');
    const b = await rig.addWorktree('b');
    await b.warm();
    const built = await b.cargo(['build'], { statuses: 'any' });
    if (built.status === 0 && layout === 'unit-dirs') expect(await b.run('app')).toBe(await scratchRun(b));
  });
});

it.each(LAYOUTS)('where panics abort, a library of programs and tests is left to cargo if both have one file (%s)', async (layout) => {
  const rig = await createRig({
    layout,
    files: { ...FILES, 'Cargo.toml': workspace(['app', 'core_lib'], '[profile.dev]\npanic = "abort"\n'), 'app/tests/it.rs': '#[test] fn it() {}\n' },
  });
  await rig.main.cargo(['build', '--all-targets'], { statuses: 'any' });
  await rig.main.cargo(['build', '--all-targets'], { statuses: 'any' });
  const save = await rig.main.save();
  expect(refused(save).includes('core_lib')).toBe(layout === 'legacy');
});

describe('reclaim', () => {
  it('takes the one file with the unit, and only then', async () => {
    const rig = await createRig({ files: FILES, layout: 'legacy' });
    await rig.main.cargo(['build']);
    expect(deps(rig.main)).toContain('libcore_lib.so');
    await rig.main.share(['reclaim', '--yes'], { statuses: 'any' });
    expect(deps(rig.main)).toContain('libcore_lib.so');
    expect((await rig.main.cargo(['build'])).compiled).toEqual([]);
  });
});

/** Whatever for: cargo writes both in any order, so that other things may be wrong as well. */
const refused = (save: SaveDocument): string[] => save.directories.flatMap(({ refusals }) => refusals.map((refusal) => refusal.package));
const deps = (worktree: Worktree): string[] => readdirSync(join(worktree.target, 'debug/deps'));
