import { existsSync, readdirSync, rmSync, statSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import type { Worktree } from '../rig/worktree.ts';
import { buildAndCompare } from '../engine/incremental/compare-edit.ts';
import type { Bench } from './bench.ts';

/** Something the tool does, that can be done again and again from the same state. */
export interface Operation {
  readonly name: string;
  readonly args: readonly string[];
  /** Git runs it, and fails where it fails. */
  readonly hook?: true;
  /** It begins on a damaged store, which is whole only after it has run to its end. */
  readonly damaged?: true;
  /** It is about what rustc keeps of a crate between two compilations. */
  readonly incremental?: true;
  /** Brings the state about, without faults, and gives the worktree that the command runs in. */
  setUp(bench: Bench): Promise<Worktree>;
  /** What must hold after a run without faults. */
  settled(bench: Bench, worktree: Worktree): Promise<void>;
}

const NO_COMMIT = '0'.repeat(40);

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
  if (existsSync(second.path)) await second.save();
}

/** The next build compiles nothing. */
async function compilesNothing(worktree: Worktree): Promise<void> {
  const { compiled } = await worktree.cargo(['build']);
  if (compiled.length > 0) throw new Error(`compiled ${compiled.join(', ')}`);
}

/** Once all is saved and observed again, a fresh worktree gets everything. */
async function sharesEverything(bench: Bench): Promise<void> {
  await saveAll(bench);
  const worktree = await fresh(bench, 'main');
  const warmed = await worktree.warm();
  await compilesNothing(worktree).catch((error: unknown) => {
    throw new Error(`${String(error)}, and warming had said ${JSON.stringify(warmed)}`);
  });
}

/** The files of the units in the store, by their names. */
function storedFiles({ rig }: Bench, name: RegExp): string[] {
  const units = join(rig.store, 'v1', 'units');
  if (!existsSync(units)) return [];
  return readdirSync(units, { recursive: true, encoding: 'utf8' })
    .filter((path) => name.test(path))
    .sort()
    .map((path) => join(units, path));
}

export const OPERATIONS: readonly Operation[] = [
  {
    name: 'save',
    args: ['save'],
    async setUp({ rig }) {
      rmSync(rig.store, { recursive: true, force: true });
      return rig.main;
    },
    settled: sharesEverything,
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
    name: 'the hook of a fresh worktree, with nothing saved before',
    args: ['hook', 'post-checkout', NO_COMMIT, NO_COMMIT, '1'],
    hook: true,
    async setUp(bench) {
      await bench.rig.main.share(['init']);
      rmSync(bench.rig.store, { recursive: true, force: true });
      return fresh(bench, 'main');
    },
    settled: (_, worktree) => compilesNothing(worktree),
  },
  {
    name: 'compile aside',
    args: ['warm', '--incremental'],
    incremental: true,
    async setUp(bench) {
      await saveAll(bench);
      // So that the compiler is known to pass the test.
      await (await fresh(bench, 'main')).warm(['--incremental']);
      const worktree = await fresh(bench, 'main');
      await worktree.warm();
      return worktree;
    },
    async settled(_, worktree) {
      await compilesNothing(worktree);
      const before = worktree.read('core_lib/src/lib.rs');
      worktree.write('core_lib/src/lib.rs', `${before}pub fn edited() -> u32 { 1 }\n`);
      const { reused, different } = await buildAndCompare(worktree);
      // The script was placed: only a build from scratch has compiled it.
      const wrong = different.filter((name) => !name.startsWith('build_script_build-'));
      if (reused === 0 || wrong.length > 0) throw new Error(`${reused} objects taken over, different: ${wrong.join(', ')}`);
      worktree.write('core_lib/src/lib.rs', before);
    },
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
  {
    name: 'gc',
    args: ['gc', '--max-size', '0'],
    async setUp(bench) {
      await saveAll(bench);
      return bench.rig.main;
    },
    async settled(bench) {
      if (storedFiles(bench, /manifest\.json$/).length > 0) throw new Error('units are left');
      await sharesEverything(bench);
    },
  },
  {
    name: 'verify --repair',
    args: ['verify', '--repair'],
    damaged: true,
    async setUp(bench) {
      rmSync(bench.rig.store, { recursive: true, force: true });
      await saveAll(bench);
      const [cut] = storedFiles(bench, /manifest\.json$/);
      if (cut !== undefined) truncateSync(cut, Math.floor(statSync(cut).size / 2));
      for (const gone of storedFiles(bench, /blob-1$/).slice(-1)) rmSync(gone);
      return bench.rig.main;
    },
    settled: sharesEverything,
  },
];
