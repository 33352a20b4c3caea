import { spawnSync } from 'node:child_process';
import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { appAndLibrary, dependsOn, manifest, withBuildScript, workspace } from '../rig/crate.ts';
import { openInEditor, type EditorCargo } from '../rig/language-server.ts';
import { useRigs, type Rig } from '../rig/rig.ts';
import type { Worktree } from '../rig/worktree.ts';

// rustup has a program of this name whether or not the toolchain has the component.
const missing = spawnSync('rust-analyzer', ['--version']).status !== 0;
if (missing) process.stderr.write('tests with rust-analyzer itself are skipped: `rustup component add rust-analyzer`\n');

const createRig = useRigs();

/** What rust-analyzer compiles before it checks: a derive macro and a build script. Small: the editor's time is the test's. */
const FILES = appAndLibrary({
  'Cargo.toml': workspace(['app', 'core_lib', 'named', 'tables']),
  'app/Cargo.toml': manifest('app', dependsOn('core_lib', 'named', 'tables')),
  'app/src/main.rs': '#[derive(named::Named)]\nstruct App;\nfn main() { println!("{} {} {}", core_lib::say(), App::NAME, tables::SIZE); }\n',
  'named/Cargo.toml': manifest('named', '[lib]\nproc-macro = true\n'),
  'named/src/lib.rs': `use proc_macro::TokenStream;
#[proc_macro_derive(Named)]
pub fn named(_: TokenStream) -> TokenStream { "impl App { const NAME: &'static str = \\"app\\"; }".parse().unwrap() }
`,
  ...withBuildScript(
    'tables',
    `println!("cargo:rerun-if-changed=build.rs");
std::fs::write(std::path::Path::new(&std::env::var("OUT_DIR").unwrap()).join("size.rs"), "7").unwrap();`,
  ),
  'tables/src/lib.rs': 'pub const SIZE: u32 = include!(concat!(env!("OUT_DIR"), "/size.rs"));\n',
});

/** The check that rust-analyzer runs when a file is saved, in its own directory (`rust-analyzer.cargo.targetDir`). */
const CHECK = ['check', '--workspace', '--message-format=json', '--keep-going', '--all-targets', '--target-dir', 'target/rust-analyzer'];

const SETTINGS = [
  { where: 'target', settings: {} },
  { where: 'target/rust-analyzer', settings: { cargo: { targetDir: true } } },
] as const;

describe.skipIf(missing)('an editor with rust-analyzer', () => {
  let rig: Rig;
  let fresh: Worktree;

  const open = (worktree: Worktree, settings: object): Promise<EditorCargo[]> =>
    openInEditor(worktree.path, { env: rig.env, temporary: rig.temporary, settings: { ...settings } });

  beforeAll(async () => {
    rig = await createRig({ files: FILES });
    await rig.main.share(['init']);
    for (const { settings } of SETTINGS) {
      const compiled = (await open(rig.main, settings)).flatMap((run) => run.compiled);
      expect(compiled).toContain('named');
    }
    await rig.main.share(['save']);
    fresh = await rig.addWorktree('fresh');
  }, 300_000);

  it.each(SETTINGS)('finds everything checked in a fresh worktree, in $where', async ({ settings }) => {
    const runs = await open(fresh, settings);
    expect(runs.map(({ compiled }) => compiled)).toEqual(runs.map(() => []));
    expect(runs.at(-1)?.args).toContain('--workspace');
    expect(runs.at(-1)?.fresh).toBeGreaterThanOrEqual(5);
  });
});

describe('the check that an editor runs', () => {
  it('finds an error in a fresh worktree that is as old as the check there', async () => {
    const rig = await createRig({ files: appAndLibrary() });
    await rig.main.cargo(CHECK);
    await rig.main.share(['init']);
    const fresh = await rig.addWorktree('fresh');
    expect((await fresh.cargo(CHECK)).ran).toEqual([]);
    fresh.write('core_lib/src/lib.rs', 'pub fn say() -> String { 5 }\n');
    const check = await fresh.cargo(CHECK, { statuses: [101] });
    expect(check.stdout).toContain('"code":"E0308"');
    expect((await rig.main.cargo(CHECK)).ran).toEqual([]);
  });

  // What rust-analyzer does with cargo before 1.90, to learn of build scripts without checking (its
  // `rustc_wrapper.rs`): the compiler succeeds, and no file is there. Cargo takes the unit as built.
  it('goes right where a wrapper of rust-analyzer let the compiler do nothing', async () => {
    const rig = await createRig({ files: appAndLibrary() });
    const wrapper = join(rig.temporary, 'skip-checks');
    writeFileSync(wrapper, '#!/bin/sh\ncase "$*" in *--emit=*link*) ;; *--emit=*metadata*) exit 0 ;; esac\nexec "$@"\n');
    chmodSync(wrapper, 0o755);
    await rig.main.cargo(CHECK, { env: { RUSTC_WRAPPER: wrapper } });
    await rig.main.share(['init']);
    const fresh = await rig.addWorktree('fresh');
    expect(await fresh.cargo(CHECK)).toMatchObject({ compiled: ['app', 'core_lib'] });
  });
});
