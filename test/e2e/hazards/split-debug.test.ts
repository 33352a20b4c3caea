import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { appAndLibrary, dependsOn, manifest, workspace } from '../../rig/crate.ts';
import { testHazard } from '../../rig/hazard.ts';
import { LAYOUTS } from '../../rig/layout.ts';
import { useRigs } from '../../rig/rig.ts';
import { scratchRun } from '../../rig/round-trip.ts';
import type { Worktree } from '../../rig/worktree.ts';

const createRig = useRigs();
const inner = (first: string): string => `${first}#[inline(always)] fn inner() -> String { std::backtrace::Backtrace::force_capture().to_string() }
#[inline(always)] fn between() -> String { let text = inner(); text.to_uppercase() }
pub fn say() -> String { between() }\n`;
const UNPACKED = '[profile.dev]\nsplit-debuginfo = "unpacked"\ndebug = "line-tables-only"\n';
/** What is inlined, and its lines, stands in the `.dwo` files alone: a backtrace shows whose it has read. */
const FILES = appAndLibrary({ 'Cargo.toml': workspace(['app', 'core_lib'], UNPACKED), 'core_lib/src/lib.rs': inner('') });
const AT_ONCE = { CARGO_INCREMENTAL: '0' };
const LONG = 'a-worktree-with-a-longer-path';

/** The donor's directory may stand before a source's name, as in all that is shared. */
async function backtrace(worktree: Worktree): Promise<string> {
  return (await worktree.run('app')).replaceAll(/ at \S*\/((?:app|core_lib)\/src)/gi, ' at $1');
}

testHazard('debug information in files of its own', {
  files: FILES,
  observe: backtrace,
  worktree: { name: LONG },
  naive: 'untested',
  compiles: [],
  isOfLayout: true,
  after: ({ prints }) => {
    expect(prints).toContain('   0: INNER\n             at CORE_LIB/SRC/LIB.RS:1:42');
    return Promise.resolve();
  },
});

testHazard('debug information in files of its own, and a path that is longer than its place', {
  files: FILES,
  observe: backtrace,
  worktree: { name: 'x'.repeat(120) },
  naive: 'untested',
  compiles: ['app', 'core_lib'],
  refused: { 'debug-objects': ['app', 'core_lib'] },
});

testHazard('debug information in files of its own that are gone', {
  files: FILES,
  observe: backtrace,
  afterBuild: (main) => {
    for (const entry of readdirSync(main.target, { recursive: true, encoding: 'utf8' })) if (entry.endsWith('.dwo')) rmSync(join(main.target, entry));
  },
  naive: 'untested',
  compiles: ['app', 'core_lib'],
  refused: { 'debug-objects': ['core_lib'], 'dependency-refused': ['app'] },
});

// Without incremental compilation a rebuild writes new debug information under the old names.
it.each(LAYOUTS)('a backtrace reads no debug information of the donor, rebuilt or gone (%s)', async (layout) => {
  const rig = await createRig({ files: FILES, layout, env: AT_ONCE });
  await rig.main.cargo(['build']);
  await rig.main.save();
  const all = await rig.addWorktree('all');
  const program = await rig.addWorktree(LONG);
  for (const worktree of [all, program]) await worktree.warm();
  program.write('app/src/main.rs', 'fn main() { println!("{}", core_lib::say()); } //\n');
  expect((await all.cargo(['build'])).compiled).toEqual([]);
  expect((await program.cargo(['build'])).compiled).toEqual(['app']);
  const right = [await scratchRun(all, { observe: backtrace }), await scratchRun(program, { observe: backtrace })];
  const prints = async (): Promise<string[]> => [await backtrace(all), await backtrace(program)];
  rig.main.write('core_lib/src/lib.rs', inner('\n\n\n\nfn other() {}\n'));
  await rig.main.cargo(['build']);
  expect(await prints()).toEqual(right);
  rmSync(rig.main.target, { recursive: true });
  expect(await prints()).toEqual(right);
});

it.each(LAYOUTS)('a warmed worktree gives on its debug information, rebuilt elsewhere or not (%s)', async (layout) => {
  const rig = await createRig({ files: FILES, layout });
  await rig.main.cargo(['build']);
  await rig.main.save();
  const second = await rig.addWorktree(LONG);
  await second.warm();
  second.write('app/src/main.rs', 'fn main() { println!("{}", core_lib::say()); println!("more"); }\n');
  await second.cargo(['build']);
  await second.commit('Edit');
  await second.save();
  // The same library, in files with other names.
  rmSync(rig.main.target, { recursive: true });
  await rig.main.cargo(['build']);
  await rig.main.save();
  const third = await rig.addWorktree('third', { commit: `${LONG}~0` });
  await third.warm();
  expect((await third.cargo(['build'])).compiled).toEqual([]);
  const prints = await backtrace(third);
  for (const { target } of [rig.main, second]) rmSync(target, { recursive: true });
  expect(await backtrace(third)).toBe(prints);
  expect(prints).toBe(await scratchRun(third, { observe: backtrace }));
});

// Of one library, compiled twice in one place, the files have other names: incremental compilation draws them.
it.each(LAYOUTS)('a program goes with the very library that it was linked from (%s)', async (layout) => {
  const rig = await createRig({ files: FILES, layout });
  for (const more of ['', 'println!("more");']) {
    rig.main.write('app/src/main.rs', `fn main() { println!("{}", core_lib::say()); ${more} }\n`);
    await rig.main.cargo(['build']);
    await rig.main.commit(`Says ${more}`);
    await rig.main.save();
    rmSync(rig.main.target, { recursive: true });
  }
  for (const commit of ['main~0', 'main~1']) {
    const other = await rig.addWorktree(commit, { commit });
    await other.warm();
    expect((await other.cargo(['build'])).compiled).toEqual([]);
    expect(await backtrace(other)).toBe(await scratchRun(other, { observe: backtrace }));
  }
});

testHazard('a build script that reads untold, beside debug information in files of its own, whose short names have no room in a mirror', {
  files: {
    'Cargo.toml': workspace(['app', 'u'], UNPACKED),
    'u/Cargo.toml': manifest('u'),
    'u/src/lib.rs': `${inner('')}pub fn plain() {}\n`,
    'app/Cargo.toml': manifest('app', `${dependsOn('u')}[build-dependencies]\nu = { path = "../u" }\n`),
    'app/build.rs': 'fn main() { println!("cargo:rerun-if-changed=build.rs\\ncargo:rustc-env=WORDS={}", std::fs::read_to_string("../words.txt").unwrap()); u::plain(); }\n',
    'app/src/main.rs': 'fn main() { println!("{} {}", env!("WORDS"), u::say()); }\n',
    'words.txt': 'one',
  },
  // Not everything is equal: only what was seen tells that it may be shared.
  beforeWarm: (b) => b.write('notes.txt', ''),
  observe: async (b) => (await b.run('app')).replaceAll(/ at \S*\/((?:app|u)\/src)/gi, ' at $1'),
  naive: 'untested',
  compiles: [],
});
