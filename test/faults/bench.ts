import { createRig, type Files, type Rig } from '../rig/rig.ts';
import { appAndLibrary, dependsOn, manifest, withBuildScript, workspace } from '../rig/crate.ts';
import type { Worktree } from '../rig/worktree.ts';

/** A clone with two commits, each built in a worktree of its own: `main` at the first, `second` at the second. */
export interface Bench {
  readonly rig: Rig;
  readonly second: Worktree;
  /** What the program prints in each worktree that is there. */
  readonly expected: Map<Worktree, string>;
}

/** Linking and debug information are most of what a build of so little takes. */
const quick = (incremental: boolean): string => `[profile.dev]\ndebug = 0\nincremental = ${incremental}\n\n[profile.dev.build-override]\ndebug = 0\n`;

const FILES: Files = appAndLibrary({
  ...withBuildScript(
    'core_lib',
    'println!("cargo:rerun-if-changed=words.txt"); let out = std::env::var("OUT_DIR").unwrap(); ' +
      'std::fs::copy("words.txt", format!("{out}/words.txt")).unwrap(); std::os::unix::fs::symlink("words.txt", format!("{out}/link")).ok();',
  ),
  'core_lib/words.txt': 'first',
  'core_lib/src/lib.rs': 'pub fn say() -> String { include_str!(concat!(env!("OUT_DIR"), "/words.txt")).to_string() }\n',
  'app/Cargo.toml': manifest('app', dependsOn('core_lib')),
});

/** Where a fault was its removal. */
export async function addSecondAgain({ rig, second, expected }: Bench): Promise<void> {
  await rig.main.git(['-c', 'core.hooksPath=/dev/null', 'worktree', 'add', '-q', second.path, 'second']);
  await second.cargo(['build']);
  expected.set(second, 'second');
}

/** `incremental`: whether rustc keeps in `target/` what it knows of a crate. */
export async function createBench(directory: string, { incremental = false }: { readonly incremental?: boolean }): Promise<Bench> {
  const rig = await createRig({ files: { ...FILES, 'Cargo.toml': workspace(['app', 'core_lib'], quick(incremental)) }, directory });
  await rig.main.cargo(['build']);
  const second = await rig.addWorktree('second');
  second.write('core_lib/words.txt', 'second');
  await second.commit('Second');
  await second.cargo(['build']);
  return { rig, second, expected: new Map([[rig.main, 'first'], [second, 'second']]) };
}
