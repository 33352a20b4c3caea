import { mkdirSync, renameSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { appAndLibrary, dependsOn, manifest, workspace } from '../rig/crate.ts';
import { TRIED_LAYOUTS } from '../rig/layout.ts';
import { useRigs, type Files } from '../rig/rig.ts';
import { roundTrip } from '../rig/round-trip.ts';
import type { RunOptions, Worktree } from '../rig/worktree.ts';

const createRig = useRigs();

/** What the program prints, wherever cargo has put it. */
async function prints(worktree: Worktree, options?: RunOptions): Promise<string> {
  return (await worktree.cargo(['run'], options)).stdout;
}

/** The same files below a folder. */
function below(folder: string, files: Files): Files {
  return Object.fromEntries(Object.entries(files).map(([path, content]) => [join(folder, path), content]));
}

describe('where a worktree is', () => {
  it.each(['b', 'a/.worktrees/b', 'deep/down/elsewhere/b', 'a b/ünï'])('%s', async (at) => {
    const rig = await createRig({ files: { ...appAndLibrary(), '.gitignore': 'target\n.worktrees\n' } });
    await rig.main.cargo(['build']);
    const b = await rig.addWorktree('b', { at });
    await b.warm();
    expect(await b.cargo(['build'])).toMatchObject({ compiled: [] });
    expect(await b.run('app')).toBe('first\n');
  });

  it('a bare clone with worktrees only, where what a build script asks is observed', async () => {
    const script = 'fn main() { println!("cargo::rerun-if-changed=build.rs"); println!("{}", std::fs::read_to_string("../word.txt").unwrap()); }\n';
    const rig = await createRig({ files: appAndLibrary({ 'core_lib/build.rs': script, 'word.txt': 'one' }) });
    const bare = join(rig.temporary, 'bare.git');
    await rig.main.git(['clone', '-q', '--bare', '.', bare]);
    const [one, two] = ['one', 'two'].map((name) => rig.open(join(rig.temporary, name)));
    if (one === undefined || two === undefined) throw new Error('Internal error');
    for (const worktree of [one, two]) {
      const name = worktree.path.slice(rig.temporary.length + 1);
      await rig.main.git(['-C', bare, 'worktree', 'add', '-q', '-b', name, worktree.path]);
    }
    await one.cargo(['build']);
    await one.share(['init']);
    two.write('README.md', 'two\n');
    await two.commit('Two');
    await two.warm();
    expect(await two.cargo(['build'])).toMatchObject({ compiled: [] });
  });
});

describe('whose git directory is elsewhere', () => {
  it.each(['a clone with --separate-git-dir', 'a submodule'])('%s', async (what) => {
    const rig = await createRig({ files: appAndLibrary() });
    const main = rig.open(join(rig.temporary, 'super/main'));
    mkdirSync(join(rig.temporary, 'super'));
    if (what === 'a submodule') {
      await rig.main.git(['init', '-q', join(rig.temporary, 'super')]);
      await rig.main.git(['-C', join(rig.temporary, 'super'), '-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', rig.main.path, 'main']);
    } else await rig.main.git(['clone', '-q', '--separate-git-dir', join(rig.temporary, 'apart'), '.', main.path]);
    await main.cargo(['build']);
    expect((await main.share(['init'])).stderr).not.toContain('sharing stopped');
    await main.git(['worktree', 'add', '-q', join(rig.temporary, 'c'), '-b', 'c']);
    const c = rig.open(join(rig.temporary, 'c'));
    expect(await c.cargo(['build'])).toMatchObject({ compiled: [] });
    expect(await c.run('app')).toBe('first\n');
  });
});

describe('where the workspaces are', () => {
  it('several in one repository', async () => {
    const files = { ...below('one', appAndLibrary()), ...below('group/two', appAndLibrary()) };
    const rig = await createRig({ files });
    for (const directory of ['one', 'group/two']) await rig.main.cargo(['build'], { directory });
    await rig.main.commit('Lock files');
    const b = await rig.addWorktree('b');
    const warm = await b.warm();
    expect(warm.directories.map((directory) => directory.workspace).sort()).toEqual(['group/two', 'one']);
    for (const directory of ['one', 'group/two']) {
      expect(await b.cargo(['build'], { directory })).toMatchObject({ compiled: [] });
      expect(await prints(b, { directory })).toBe('first\n');
    }
  });

  it('in a subdirectory, with a path dependency outside: cargo names that one by its absolute path', async () => {
    const rig = await createRig({
      files: {
        'rust/Cargo.toml': workspace(['app', 'inner']),
        'rust/app/Cargo.toml': manifest('app', '[dependencies]\ninner = { path = "../inner" }\nouter = { path = "../../outer" }\n'),
        'rust/app/src/main.rs': 'fn main() { println!("{} {}", inner::say(), outer::say()); }\n',
        'rust/inner/Cargo.toml': manifest('inner'),
        'rust/inner/src/lib.rs': 'pub fn say() -> &\'static str { "inner" }\n',
        'outer/Cargo.toml': manifest('outer'),
        'outer/src/lib.rs': 'pub fn say() -> &\'static str { "outer" }\n',
      },
    });
    await rig.main.cargo(['build'], { directory: 'rust' });
    await rig.main.commit('Lock file');
    const b = await rig.addWorktree('b');
    b.writeOld('outer/src/lib.rs', 'pub fn say() -> &\'static str { "outer of b" }\n');
    await b.warm();
    expect(await b.cargo(['build'], { directory: 'rust' })).toMatchObject({ compiled: ['app', 'outer'], fresh: ['inner'] });
    expect(await prints(b, { directory: 'rust' })).toBe('inner outer of b\n');
  });

  it('from a subdirectory of the worktree', async () => {
    const rig = await createRig({ files: appAndLibrary() });
    await rig.main.cargo(['build'], { directory: 'core_lib' });
    await rig.main.cargo(['build']);
    const b = await rig.addWorktree('b');
    await b.warm([], { directory: 'core_lib/src' });
    expect(await b.cargo(['build'])).toMatchObject({ compiled: [] });
  });

  it('a single package without a workspace', async () => {
    const files = { 'Cargo.toml': manifest('app'), 'src/main.rs': 'fn main() { println!("alone"); }\n' };
    const trip = await roundTrip(await createRig({ files }));
    expect(trip).toMatchObject({ build: { compiled: [] }, prints: 'alone\n' });
  });

  it('a path dependency that is a workspace of its own', async () => {
    const rig = await createRig({
      files: appAndLibrary({
        'Cargo.toml': '[workspace]\nresolver = "2"\nmembers = ["app"]\nexclude = ["core_lib"]\n',
        'app/Cargo.toml': manifest('app', dependsOn('core_lib')),
        'core_lib/Cargo.toml': manifest('core_lib', '[workspace]\n'),
      }),
    });
    const trip = await roundTrip(rig, { beforeWarm: (b) => b.writeOld('core_lib/src/lib.rs', 'pub fn say() -> u8 { 7 }\n') });
    expect(trip.prints).toBe('7\n');
  });
});

describe.each(TRIED_LAYOUTS)('where the target directory is (%s)', (layout) => {
  it.each([
    ['build.target-dir', '[build]\ntarget-dir = "out/target"\n'],
    ['build.build-dir', '[build]\nbuild-dir = "{workspace-root}/intermediate"\n'],
    ['both', '[build]\ntarget-dir = "out"\nbuild-dir = "intermediate"\n'],
  ])('%s', async (_, config) => {
    const files = { ...appAndLibrary(), '.cargo/config.toml': config, '.gitignore': 'out\nintermediate\n' };
    const rig = await createRig({ files, layout });
    await rig.main.cargo(['build']);
    const b = await rig.addWorktree('b');
    await b.warm();
    expect(await b.cargo(['build'])).toMatchObject({ compiled: [] });
    expect(await prints(b)).toBe('first\n');
  });

  it('CARGO_TARGET_DIR, one for each worktree', async () => {
    const rig = await createRig({ files: appAndLibrary(), layout });
    const at = (name: string): RunOptions => ({ env: { CARGO_TARGET_DIR: join(rig.temporary, 'out', name) } });
    await rig.main.cargo(['build'], at('a'));
    // Nobody can tell yet whose directory that is: only what says itself what it was made from is shared.
    expect((await rig.main.save(at('a'))).directories).toMatchObject([{ saved: 1, refusals: [{ package: 'app' }] }]);
    const b = await rig.addWorktree('b');
    await b.warm([], at('b'));
    expect(await b.cargo(['build'], at('b'))).toMatchObject({ compiled: [] });
    expect(await prints(b, at('b'))).toBe('first\n');
    // From then on no shell has to say it: what b builds is saved, and b is warmed, from another worktree's.
    b.write('core_lib/src/lib.rs', 'pub fn say() -> &\'static str { "second" }\n');
    await b.commit('Second');
    await b.cargo(['build'], at('b'));
    await b.save(at('b'));
    const c = await rig.addWorktree('c', { commit: await b.git(['rev-parse', 'HEAD']) });
    await c.warm();
    expect(await c.cargo(['build'])).toMatchObject({ compiled: [] });
    await b.git(['reset', '-q', '--hard', 'HEAD~1']);
    await rig.main.warm([b.path], at('a'));
    expect(await b.cargo(['build'], at('b'))).toMatchObject({ compiled: [] });
    expect(await prints(b, at('b'))).toBe('first\n');
  });

  it('target is a symlink to another place', async () => {
    const rig = await createRig({ files: { ...appAndLibrary(), '.gitignore': 'target\n' }, layout });
    const b = await rig.addWorktree('b');
    for (const { path } of [rig.main, b]) {
      const place = join(rig.temporary, 'disk', path.slice(-1));
      mkdirSync(place, { recursive: true });
      symlinkSync(place, join(path, 'target'));
    }
    await rig.main.cargo(['build']);
    await b.warm();
    expect(await b.cargo(['build'])).toMatchObject({ compiled: [] });
    expect(await b.run('app')).toBe('first\n');
  });
});

it('a worktree reached through a symbolic link, and a clone that was renamed after its build, do what a build from scratch does', async () => {
  // What a program says of its place must be its own.
  const rig = await createRig({ files: appAndLibrary({ 'app/src/main.rs': 'fn main() { println!("{} {}", core_lib::say(), env!("CARGO_MANIFEST_DIR")); }\n' }) });
  await rig.main.cargo(['build']);
  const link = rig.open(join(rig.temporary, 'link'));
  const b = await rig.addWorktree('b');
  symlinkSync(b.path, link.path);
  await link.warm();
  expect((await link.cargo(['build'])).compiled).toEqual(['app']);
  expect(await link.run('app')).toBe(await link.fromScratch(async () => prints(link)));

  const renamed = rig.open(join(rig.temporary, 'renamed'));
  renameSync(rig.main.path, renamed.path);
  await renamed.git(['worktree', 'repair', b.path]);
  await renamed.share(['init']);
  const c = rig.open(join(rig.temporary, 'c'));
  await renamed.git(['worktree', 'add', '-q', c.path]);
  await c.cargo(['build']);
  expect(await c.run('app')).toBe(`first ${c.path}/app\n`);
});

it('CARGO_TARGET_DIR that all worktrees share is never warmed from itself', async () => {
  const rig = await createRig({ files: appAndLibrary() });
  const env = { CARGO_TARGET_DIR: join(rig.temporary, 'one-for-all') };
  await rig.main.cargo(['build'], { env });
  const b = await rig.addWorktree('b');
  await b.share(['warm'], { env, statuses: 'any' });
  await b.cargo(['build'], { env });
  expect(await rig.main.cargo(['build'], { env, statuses: [0] })).toMatchObject({ status: 0 });
});

it('--from warms from one worktree only', async () => {
  const rig = await createRig({ files: appAndLibrary() });
  await rig.main.cargo(['build']);
  const other = await rig.addWorktree('other');
  await other.cargo(['build']);
  const b = await rig.addWorktree('b');
  const donors = (await b.warm(['--from', rig.main.path])).saves.map((save) => save.worktree);
  expect(donors).toContain(rig.main.path);
  expect(donors).not.toContain(other.path);
  expect(await b.cargo(['build'])).toMatchObject({ compiled: [] });
});
