import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { AbsolutePath } from '../../../src/system/brand.ts';
import { lockProfile } from '../../../src/formats/cargo/locks.ts';
import type { LayoutKind } from '../../../src/units/model.ts';
import { appAndLibrary, dependsOn, manifest, workspace } from '../../rig/crate.ts';
import { TRIED_LAYOUTS } from '../../rig/layout.ts';
import { useRigs, type Rig } from '../../rig/rig.ts';
import { compareTrees, snapshotTree } from '../../rig/tree.ts';
import type { Worktree } from '../../rig/worktree.ts';

const createRig = useRigs();

/** With everything that cannot be told by its bytes: a build script, its run, a macro, a program without debug information. */
const files = appAndLibrary({
  'Cargo.toml': workspace(['app', 'core_lib', 'one_macro'], '[profile.dev]\ndebug = 0\n'),
  'app/Cargo.toml': manifest('app', dependsOn('core_lib', 'one_macro')).replace('edition', 'build = "build.rs"\nedition'),
  'app/build.rs': 'fn main() { println!("cargo::rerun-if-changed=build.rs"); }\n',
  'app/src/main.rs': 'const _: &str = env!("OUT_DIR");\nfn main() { println!("{}", core_lib::say()); one_macro::nothing!(); }\n#[test] fn passes() {}\n',
  'core_lib/Cargo.toml': manifest('core_lib', '[dependencies]\nitoa = "1"\n'),
  'one_macro/Cargo.toml': manifest('one_macro', '[lib]\nproc-macro = true\n'),
  'one_macro/src/lib.rs': 'use proc_macro::TokenStream;\n#[proc_macro] pub fn nothing(_: TokenStream) -> TokenStream { TokenStream::new() }\n',
});

async function buildAll(worktree: Worktree): Promise<string[]> {
  const runs = [['build'], ['check'], ['test', '--no-run'], ['build', '--release']];
  const compiled: string[] = [];
  for (const run of runs) compiled.push(...(await worktree.cargo(run)).compiled);
  return compiled;
}

async function buildOnce(worktree: Worktree): Promise<readonly string[]> {
  return (await worktree.cargo(['build'])).compiled;
}

async function sharedRig(layout: LayoutKind = 'legacy'): Promise<{ rig: Rig; shared: string; names: () => string[] }> {
  const rig = await createRig({ files, layout });
  await rig.main.share(['init', '--mode', 'shared']);
  const shared = join(rig.main.path, '.shared-target');
  // A session of incremental state has a new name in each build, and whoever takes a lock makes its file.
  const names = (): string[] => [...snapshotTree(shared).keys()].filter((path) => !/incremental\/.*\/|\/\.cargo-[a-z-]*lock$/.test(path)).sort();
  return { rig, shared, names };
}

const recordOf = (rig: Rig): string => readFileSync(join(rig.main.path, '.git/cargo-share/init.json'), 'utf8');
/** What a hook or command starts behind itself, here waited for. */
const collect = (worktree: Worktree): Promise<unknown> => worktree.share(['reclaim', '--background']);

describe.each(TRIED_LAYOUTS)('%s', (layout) => {
  it('what a removed worktree has built goes by the next commit, and nothing else does', async () => {
    const { rig, names } = await sharedRig(layout);
    await buildAll(rig.main);
    const before = names();
    const [b, c] = [await rig.addWorktree('b'), await rig.addWorktree('c', { at: 'a/worktrees/c' })];
    for (const worktree of [b, c]) await buildAll(worktree);
    expect(names().length).toBeGreaterThan(before.length * 1.5);
    for (const worktree of [b, c]) await rig.main.git(['worktree', 'remove', '--force', worktree.path]);
    await rig.main.git(['commit', '-q', '--allow-empty', '-m', 'Second']);
    await rig.settle();
    expect(names()).toEqual(before);
    expect(recordOf(rig)).not.toContain(b.path);
    expect(await buildAll(rig.main)).toEqual([]);
    expect(await rig.main.run('app')).toBe('first\n');
  });

  it('`reclaim` finds the same where no hook ran, by the notes alone', async () => {
    const { rig, names } = await sharedRig(layout);
    await buildAll(rig.main);
    const before = names();
    const b = await rig.addWorktree('b');
    await buildAll(b);
    await rig.main.git(['worktree', 'remove', '--force', b.path]);
    await rig.main.share(['reclaim', '--only', 'orphaned', '--yes']);
    expect(names()).toEqual(before);
    expect(await buildAll(rig.main)).toEqual([]);
  });
});

it.each(['warm', 'save'])('`%s` has it taken out as well; a worktree at the same path is another one', async (command) => {
  const { rig, names } = await sharedRig();
  const b = await rig.addWorktree('b');
  await buildOnce(b);
  const before = names();
  await rig.main.git(['worktree', 'remove', '--force', b.path]);
  await rig.main.git(['-c', 'core.hooksPath=/dev/null', 'worktree', 'add', '-q', b.path, 'main', '--force', '--detach']);
  await rig.main.share([command]);
  await rig.settle();
  expect(names().length).toBeLessThan(before.length);
  await b.share(['warm']);
  await buildOnce(b);
  await rig.settle();
  await collect(rig.main);
  expect(await buildOnce(b)).toEqual([]);
});

it('a worktree that was moved leaves nothing under its old name', async () => {
  const { rig, names } = await sharedRig();
  const b = await rig.addWorktree('b');
  await buildOnce(b);
  const before = names();
  const moved = join(rig.temporary, 'moved');
  await rig.main.git(['worktree', 'move', b.path, moved]);
  await rig.main.share(['warm']);
  await rig.settle();
  expect(names().length).toBeLessThan(before.length);
  expect(await buildOnce(rig.open(moved))).not.toEqual([]);
  expect(names()).toHaveLength(before.length);
  await collect(rig.main);
  expect(await buildOnce(rig.open(moved))).toEqual([]);
});

describe('a worktree that is merely out of reach', () => {
  it.each([
    ['locked', ['worktree', 'lock']],
    ['one that git would prune', ['rev-parse', '--git-path']],
  ])('loses nothing, its configuration neither: %s', async (_, command) => {
    const { rig, shared } = await sharedRig();
    const b = await rig.addWorktree('b');
    const own = '# mine\n[build]\njobs = 2\n';
    await b.share(['deinit']);
    b.write('.cargo/config.toml', own);
    await rig.main.share(['init', '--mode', 'shared']);
    await buildOnce(b);
    await rig.main.git([...command, b.path]);
    const away = join(rig.temporary, 'unplugged');
    renameSync(b.path, away);
    const before = snapshotTree(shared);
    await rig.main.git(['commit', '-q', '--allow-empty', '-m', 'Second']);
    await rig.addWorktree('c');
    await rig.main.share(['warm']);
    await rig.settle();
    await collect(rig.main);
    expect(compareTrees(before, snapshotTree(shared)).filter((line) => !/lock: added$|^debug: mtime$/.test(line))).toEqual([]);
    renameSync(away, b.path);
    expect(await buildOnce(b)).toEqual([]);
    await rig.main.share(['deinit']);
    expect(b.read('.cargo/config.toml')).toBe(own);
    expect(readdirSync(join(b.path, '.cargo'))).toEqual(['config.toml']);
  });

  it('until git forgets it', async () => {
    const { rig, names } = await sharedRig();
    await buildOnce(rig.main);
    const before = names();
    const b = await rig.addWorktree('b');
    await buildOnce(b);
    rmSync(b.path, { recursive: true });
    await collect(rig.main);
    expect(names().length).toBeGreaterThan(before.length);
    await rig.main.git(['worktree', 'prune']);
    await collect(rig.main);
    expect(names()).toEqual(before);
  });

  it('and an empty directory in its place stops no hook', async () => {
    const { rig } = await sharedRig();
    const b = await rig.addWorktree('b');
    rmSync(b.path, { recursive: true });
    mkdirSync(b.path);
    const c = await rig.addWorktree('c');
    expect(c.read('.cargo/config.toml')).toContain('build-dir');
  });
});

it('where cargo is building nothing is taken, and the next run does it', async () => {
  const { rig, shared, names } = await sharedRig();
  const b = await rig.addWorktree('b');
  await buildOnce(b);
  await rig.main.git(['worktree', 'remove', '--force', b.path]);
  const before = names();
  const build = await lockProfile({ targetDirectory: shared as AbsolutePath, buildDirectory: shared as AbsolutePath, profileDirectory: 'debug', mode: 'try' });
  if (!build.ok) throw new Error(build.error.message);
  await collect(rig.main);
  const meanwhile = names();
  expect(meanwhile.filter((path) => path.startsWith('debug/'))).toEqual(before.filter((path) => path.startsWith('debug/')));
  expect(recordOf(rig)).toContain(`${b.path}/.cargo/cargo-share/rustc.`);
  build.value();
  await collect(rig.main);
  expect(names().length).toBeLessThan(meanwhile.length);
  expect(recordOf(rig)).not.toContain(b.path);
});
