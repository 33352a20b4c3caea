import { join } from 'node:path';
import { expect, it } from 'vitest';
import { dependsOn, manifest, workspace } from '../rig/crate.ts';
import { exec } from '../rig/process.ts';
import { useRigs, writeFiles, type Files, type Rig } from '../rig/rig.ts';
import { scratchRun } from '../rig/round-trip.ts';
import type { Worktree } from '../rig/worktree.ts';

const createRig = useRigs();

/** A program with a registry package, a member that another one has by its name too, and a build script. */
function project(says: string): Files {
  return {
    'Cargo.toml': workspace(['app', 'helper']),
    'app/Cargo.toml': manifest('app', `${dependsOn('helper')}itoa = "1"\nanyhow = "1"\n`),
    'app/src/main.rs': 'fn main() -> anyhow::Result<()> { println!("{} {}", helper::say(), itoa::Buffer::new().format(7)); Ok(()) }\n',
    'helper/Cargo.toml': manifest('helper'),
    'helper/src/lib.rs': `pub fn say() -> &'static str { "${says}" }\n`,
  };
}

async function clone(rig: Rig, name: string): Promise<Worktree> {
  const path = join(rig.temporary, name);
  await exec('git', ['clone', '-q', rig.main.path, path], { cwd: rig.temporary, env: rig.env });
  return rig.open(path);
}

it('init gives a fresh clone all that another one has built; its worktrees, and those after it is gone, have it too', async () => {
  const rig = await createRig({ files: project('one') });
  await rig.main.cargo(['build']);
  await rig.main.share(['init']);
  const second = await clone(rig, 'second');
  const { stdout } = await second.share(['--json', 'init']);
  expect(JSON.parse(stdout).warms).toHaveLength(1);
  expect(await second.cargo(['build'])).toMatchObject({ compiled: [] });
  expect(await second.run('app')).toBe(await scratchRun(second));

  // The first is deleted, and the store cleaned up.
  await exec('rm', ['-rf', rig.main.path], { cwd: rig.temporary, env: rig.env });
  await second.share(['gc']);
  await second.git(['worktree', 'add', '-q', '-b', 'third', join(rig.temporary, 'third')]);
  const third = rig.open(join(rig.temporary, 'third'));
  expect(await third.cargo(['build'])).toMatchObject({ compiled: [] });
  expect(await third.run('app')).toBe('one 7\n');
});

it('another project gets what its lock file names, and none of the members that only have the same names', async () => {
  const rig = await createRig({ files: project('one') });
  await rig.main.cargo(['build']);
  await rig.main.share(['init']);
  const other = rig.open(join(rig.temporary, 'other'));
  writeFiles(other.path, { '.gitignore': 'target\n', ...project('two') });
  await other.git(['init', '-q', '-b', 'main']);
  await other.cargo(['generate-lockfile']);
  await other.commit('Start');
  const warm = await other.warm();
  expect(warm.directories).toMatchObject([{ refusals: [] }]);
  const build = await other.cargo(['build']);
  expect(build.compiled).toEqual(['app', 'helper']);
  expect(build.fresh).toEqual(expect.arrayContaining(['anyhow', 'itoa']));
  expect(await other.run('app')).toBe('two 7\n');
  expect(await scratchRun(other)).toBe('two 7\n');
});

it('of a package that the lock file does not name in that version, or at all, nothing is placed', async () => {
  const rig = await createRig({ files: project('one') });
  await rig.main.cargo(['build']);
  await rig.main.share(['init']);
  const other = rig.open(join(rig.temporary, 'other'));
  writeFiles(other.path, { '.gitignore': 'target\n', 'Cargo.toml': manifest('alone'), 'src/main.rs': 'fn main() { println!("alone"); }\n' });
  await other.git(['init', '-q', '-b', 'main']);
  await other.cargo(['generate-lockfile']);
  const lock = other.read('Cargo.lock');
  other.write('Cargo.lock', `${lock}\n[[package]]\nname = "itoa"\nversion = "0.4.8"\nsource = "registry+https://github.com/rust-lang/crates.io-index"\n`);
  await other.commit('Start');
  expect(await other.warm()).toMatchObject({ directories: [] });
});
