import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { appAndLibrary, withBuildScript, manifest, dependsOn } from '../rig/crate.ts';
import type { Files, Rig } from '../rig/rig.ts';
import type { Worktree } from '../rig/worktree.ts';

/** Something the tool does, that can be done again and again from the same state. */
export interface Operation {
  readonly name: string;
  readonly args: readonly string[];
  /** Brings the state about, without faults, and gives the worktree that the command runs in. */
  setUp(bench: Bench): Promise<Worktree>;
  /** What must hold after a run without faults. */
  settled(bench: Bench, worktree: Worktree): Promise<void>;
}

/** A clone with two commits, each built in a worktree of its own: `main` at the first, `second` at the second. */
export interface Bench {
  readonly rig: Rig;
  readonly second: Worktree;
  /** What the program prints in each worktree that is there. */
  readonly expected: Map<Worktree, string>;
}

export const FILES: Files = appAndLibrary({
  ...withBuildScript(
    'core_lib',
    'println!("cargo:rerun-if-changed=words.txt"); let out = std::env::var("OUT_DIR").unwrap(); ' +
      'std::fs::copy("words.txt", format!("{out}/words.txt")).unwrap(); std::os::unix::fs::symlink("words.txt", format!("{out}/link")).ok();',
  ),
  'core_lib/words.txt': 'first',
  'core_lib/src/lib.rs': 'pub fn say() -> String { include_str!(concat!(env!("OUT_DIR"), "/words.txt")).to_string() }\n',
  'app/Cargo.toml': manifest('app', dependsOn('core_lib')),
});

/** A fresh worktree at a commit, in the place of the one that was there; no hooks run. */
async function fresh({ rig, expected, second }: Bench, commit: 'main' | 'second'): Promise<Worktree> {
  const path = join(rig.temporary, 'fresh');
  for (const known of expected.keys()) if (known.path === path) expected.delete(known);
  if (existsSync(path)) await rig.main.git(['worktree', 'remove', '--force', path]);
  await rig.main.git(['-c', 'core.hooksPath=/dev/null', 'worktree', 'add', '-q', '--detach', path, commit]);
  const worktree = rig.open(path);
  expected.set(worktree, expected.get(commit === 'main' ? rig.main : second) ?? '');
  return worktree;
}

async function saveAll({ rig, second }: Bench): Promise<void> {
  await rig.main.save();
  await second.save();
}

/** The next build compiles nothing. */
async function compilesNothing(worktree: Worktree): Promise<void> {
  const { compiled } = await worktree.cargo(['build']);
  if (compiled.length > 0) throw new Error(`compiled ${compiled.join(', ')}`);
}

export const OPERATIONS: readonly Operation[] = [
  {
    name: 'save',
    args: ['save'],
    async setUp({ rig }) {
      rmSync(rig.store, { recursive: true, force: true });
      return rig.main;
    },
    async settled(bench) {
      const worktree = await fresh(bench, 'main');
      await worktree.warm();
      await compilesNothing(worktree);
    },
  },
  {
    name: 'warm a fresh worktree',
    args: ['warm'],
    async setUp(bench) {
      await saveAll(bench);
      return fresh(bench, 'main');
    },
    settled: (_, worktree) => compilesNothing(worktree),
  },
  {
    name: "warm over another branch's units",
    args: ['warm'],
    async setUp(bench) {
      await saveAll(bench);
      const worktree = await fresh(bench, 'main');
      await worktree.warm();
      await worktree.git(['-c', 'core.hooksPath=/dev/null', 'switch', '-q', '--detach', 'second']);
      bench.expected.set(worktree, bench.expected.get(bench.second) ?? '');
      return worktree;
    },
    settled: (_, worktree) => compilesNothing(worktree),
  },
  {
    name: 'init',
    args: ['init'],
    async setUp({ rig }) {
      await rig.main.share(['deinit']);
      return rig.main;
    },
    async settled(bench) {
      const path = join(bench.rig.temporary, 'hooked');
      await bench.rig.main.git(['worktree', 'add', '-q', '--detach', path, 'main']);
      await compilesNothing(bench.rig.open(path));
      await bench.rig.main.git(['worktree', 'remove', '--force', path]);
    },
  },
  {
    name: 'deinit',
    args: ['deinit'],
    async setUp({ rig }) {
      await rig.main.share(['init']);
      return rig.main;
    },
    async settled({ rig }) {
      if (existsSync(join(rig.main.path, '.git/hooks/post-checkout'))) throw new Error('a hook is left');
    },
  },
];
