import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { appAndLibrary } from '../rig/crate.ts';
import { useRigs, type Rig } from '../rig/rig.ts';

const createRig = useRigs();

/** A path below the rig of exactly so many bytes; Linux takes 4,095. */
function pathOf(rig: Rig, bytes: number): string {
  let path = rig.temporary;
  while (bytes - path.length > 250) path = join(path, 'd'.repeat(200));
  return join(path, 'e'.repeat(bytes - path.length - 1));
}

async function sharingRig(): Promise<Rig> {
  const rig = await createRig({ files: appAndLibrary() });
  await rig.main.cargo(['build']);
  await rig.main.share(['init']);
  return rig;
}

it('a worktree with a path of nearly 4,000 bytes shares like any other, as donor too', async () => {
  const rig = await sharingRig();
  const path = pathOf(rig, 3_950);
  mkdirSync(dirname(path), { recursive: true });
  await rig.main.git(['worktree', 'add', '-q', '--detach', path]);
  const worktree = rig.open(path);
  expect((await worktree.cargo(['build'])).compiled).toEqual([]);
  expect(await worktree.run('app')).toBe('first\n');
  worktree.write('core_lib/src/lib.rs', 'pub fn say() -> String { "second".to_string() }\n');
  await worktree.commit('Second');
  await worktree.cargo(['build']);
  await worktree.save();
  const other = await rig.addWorktree('other', { commit: await worktree.git(['rev-parse', 'HEAD']) });
  expect((await other.cargo(['build'])).compiled).toEqual([]);
  expect(await other.run('app')).toBe('second\n');
});

it('where build output has no room below a path, git goes on, and cargo does as it does without sharing', async () => {
  const rig = await sharingRig();
  const path = pathOf(rig, 4_030);
  mkdirSync(dirname(path), { recursive: true });
  await rig.main.git(['worktree', 'add', '-q', '--detach', path]);
  const worktree = rig.open(path);
  const { stderr } = await worktree.share(['warm'], { statuses: 'any' });
  expect(stderr).not.toMatch(/^\s+at .*:\d+:\d+/m);
  await expect(worktree.cargo(['build'])).rejects.toThrow(/File name too long|os error 36/);
  await rig.main.share(['verify']);
});
