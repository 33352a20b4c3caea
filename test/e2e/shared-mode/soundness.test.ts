import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { appAndLibrary } from '../../rig/crate.ts';
import { TRIED_LAYOUTS } from '../../rig/layout.ts';
import { useRigs, type Rig, type RigOptions } from '../../rig/rig.ts';
import type { Worktree } from '../../rig/worktree.ts';

const createRig = useRigs();
const ORDERS = ['a before b', 'b before a'] as const;

/** Two worktrees whose library differs; all sources are older than any build. */
async function twoWorktrees(layout: RigOptions['layout'] & string): Promise<{ rig: Rig; a: Worktree; b: Worktree }> {
  const rig = await createRig({
    layout,
    files: appAndLibrary({
      '.gitignore': 'target\n.shared-target\n/.cargo\n',
      'app/tests/says.rs': '#[test] fn says() { assert_eq!(core_lib::say(), "first"); }\n',
    }),
  });
  const b = await rig.addWorktree('b');
  for (const worktree of [rig.main, b]) {
    for (const file of ['app/src/main.rs', 'app/tests/says.rs', 'app/Cargo.toml', 'core_lib/Cargo.toml', 'Cargo.toml', 'core_lib/src/lib.rs']) {
      worktree.writeOld(file, worktree.read(file));
    }
  }
  b.writeOld('core_lib/src/lib.rs', 'pub fn say() -> String { "second".to_string() }\n');
  return { rig, a: rig.main, b };
}

/** The recipe as it is written, in a worktree beside the root as well. */
function writeRecipe(rig: Rig, ...worktrees: readonly Worktree[]): void {
  mkdirSync(join(rig.main.path, '.shared-target'), { recursive: true });
  for (const worktree of worktrees) {
    worktree.write('.cargo/config.toml', `[build]\ntarget-dir = "${join(rig.main.path, '.shared-target')}"\n`);
  }
}

/** What a worktree's program prints by `cargo run`, and whether its test agrees with `first`. */
async function observe(worktree: Worktree): Promise<{ prints: string; test: number }> {
  const run = await worktree.cargo(['run']);
  const test = await worktree.cargo(['test'], { statuses: [0, 101] });
  return { prints: run.stdout, test: test.status };
}

const RIGHT = { a: { prints: 'first\n', test: 0 }, b: { prints: 'second\n', test: 101 } };

describe('the recipe by hand shows the wrong program: the hazard is real for the cargo at hand', () => {
  it.each(ORDERS)('%s', async (order) => {
    const { rig, a, b } = await twoWorktrees('legacy');
    writeRecipe(rig, a, b);
    const [one, other] = order === 'a before b' ? [a, b] : [b, a];
    const right = await observe(one);
    expect(right).toEqual(one === a ? RIGHT.a : RIGHT.b);
    expect(await observe(other)).toEqual(right);
  });

  it('with a build directory for each worktree\'s own target as well', async () => {
    const { rig, a, b } = await twoWorktrees('legacy');
    for (const worktree of [a, b]) {
      worktree.write('.cargo/config.toml', `[build]\nbuild-dir = "${join(rig.main.path, '.shared-target')}"\n`);
    }
    await a.cargo(['build']);
    await b.cargo(['build']);
    expect(await b.run('app')).toBe('first\n');
  });

  it('and `cargo check` passes what does not compile', async () => {
    const { rig, a, b } = await twoWorktrees('legacy');
    writeRecipe(rig, a, b);
    b.writeOld('core_lib/src/lib.rs', 'compile_error!("broken in b");\n');
    await a.cargo(['check']);
    expect(await b.cargo(['check'])).toMatchObject({ status: 0, compiled: [] });
  });
});

describe.each(TRIED_LAYOUTS)('shared mode gives each worktree its own program (%s)', (layout) => {
  it.each(ORDERS)('build, test, run: %s, and then in turns', async (order) => {
    const { a, b } = await twoWorktrees(layout);
    await a.share(['init', '--mode', 'shared']);
    const turns = order === 'a before b' ? [a, b, a] : [b, a, b];
    for (const worktree of turns) {
      expect(await observe(worktree)).toEqual(worktree === a ? RIGHT.a : RIGHT.b);
    }
    for (const worktree of [a, b]) {
      await worktree.cargo(['build']);
      expect(await worktree.cargo(['build'])).toMatchObject({ compiled: [] });
      expect(await worktree.run('app')).toBe(worktree === a ? 'first\n' : 'second\n');
    }
  });

  it('check', async () => {
    const { a, b } = await twoWorktrees(layout);
    b.writeOld('core_lib/src/lib.rs', 'compile_error!("broken in b");\n');
    await a.share(['init', '--mode', 'shared']);
    await a.cargo(['check']);
    expect(await b.cargo(['check'], { statuses: [101] })).toMatchObject({ status: 101 });
    expect(await a.cargo(['check'])).toMatchObject({ status: 0, compiled: [] });
  });
});

describe('worktrees that nobody has set up', () => {
  it('inside the main worktree build apart', async () => {
    const { rig, a } = await twoWorktrees('legacy');
    await a.share(['init', '--mode', 'shared']);
    await a.cargo(['build']);
    await a.git(['-c', 'core.hooksPath=/dev/null', 'worktree', 'add', '-q', '-b', 'c', '.worktrees/c']);
    const c = rig.open(join(a.path, '.worktrees/c'));
    c.writeOld('core_lib/src/lib.rs', 'pub fn say() -> String { "third".to_string() }\n');
    for (const file of ['app/src/main.rs', 'app/Cargo.toml', 'core_lib/Cargo.toml', 'Cargo.toml']) c.writeOld(file, c.read(file));
    expect((await c.cargo(['run'])).stdout).toBe('third\n');
    expect((await a.cargo(['run'])).stdout).toBe('first\n');
  });

  it('inside a linked worktree are stopped before they compile into its hashes', async () => {
    const { rig, a, b } = await twoWorktrees('legacy');
    await a.share(['init', '--mode', 'shared']);
    await b.git(['-c', 'core.hooksPath=/dev/null', 'worktree', 'add', '-q', '-b', 'c', 'inner/c']);
    const c = rig.open(join(b.path, 'inner/c'));
    const build = await c.cargo(['build'], { statuses: [101] });
    expect(build.stderr).toContain('is not set up');
    await c.share(['warm']);
    expect((await c.cargo(['run'])).stdout).toBe('first\n');
    expect((await b.cargo(['run'])).stdout).toBe('second\n');
  });
});
