import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { appAndLibrary } from '../../rig/crate.ts';
import { found, reclaim, type ReclaimDocument } from '../../rig/reclaim.ts';
import { useRigs } from '../../rig/rig.ts';
import { LONG_AGO, setModified } from '../../rig/times.ts';
import { compareTrees, snapshotTree } from '../../rig/tree.ts';
import type { Worktree } from '../../rig/worktree.ts';

const createRig = useRigs();

const say = (word: string): string => `pub fn say() -> &'static str { "${word}" }\n`;
const from = ({ findings }: ReclaimDocument): (readonly [string | undefined, string])[] => findings.map(({ worktree, reason }) => [worktree, reason]);

it('a budget takes from the worktree that was built in least recently, and every worktree does the same after it', async () => {
  const rig = await createRig({ files: appAndLibrary() });
  await rig.main.cargo(['build']);
  await rig.main.share(['init']);
  const [old, young] = [await rig.addWorktree('old'), await rig.addWorktree('young')];
  old.write('core_lib/src/lib.rs', say('old'));
  await old.cargo(['build']);
  await old.save();
  // A program that nobody has but this worktree.
  old.write('app/examples/show.rs', 'fn main() { println!("{}", core_lib::say()); }\n');
  await old.cargo(['build', '--example', 'show']);
  young.write('core_lib/src/lib.rs', say('young'));
  await young.cargo(['build']);
  const dry = await reclaim(rig.main, ['--dry-run', '--budget', '0']);
  expect(from(dry)).toEqual([
    [old.path, 'incremental'], [young.path, 'incremental'], [rig.main.path, 'incremental'],
    [old.path, 'stored'], [old.path, 'only-here'], [young.path, 'only-here'], [rig.main.path, 'stored'],
  ]);

  const others = [rig.main, young].map(({ target }) => snapshotTree(join(target, 'debug/deps')));
  const incremental = dry.findings.filter(({ reason }) => reason === 'incremental').reduce((sum, { bytes }) => sum + bytes.physical, 0);
  const limit = `${(dry.budget?.before ?? 0) - incremental - 1}`;
  const done = await reclaim(rig.main, ['--budget', limit]);
  expect(from(done).at(-1)).toEqual([old.path, 'stored']);
  expect(done.removed).toBeGreaterThan(0);
  expect([rig.main, young].flatMap(({ target }, index) => compareTrees(others[index] ?? new Map(), snapshotTree(join(target, 'debug/deps'))))).toEqual([]);
  expect(existsSync(join(old.target, 'debug/app'))).toBe(false);
  expect(old.read('core_lib/src/lib.rs')).toBe(say('old'));
  // What the store has comes back, and what only this worktree had has not gone yet.
  await old.warm();
  expect((await old.cargo(['build'])).compiled).toEqual([]);
  expect((await old.cargo(['build', '--example', 'show'])).compiled).toEqual([]);
  expect(await Promise.all([rig.main, old, young].map((worktree: Worktree) => worktree.run('app')))).toEqual(['first\n', 'old\n', 'young\n']);

  // By itself it leaves alone what was built in lately, and keeps to the setting.
  await rig.main.git(['config', 'share.budget', '1kB']);
  await rig.main.share(['reclaim', '--background']);
  expect((await young.cargo(['build'])).compiled).toEqual([]);
  for (const path of snapshotTree(old.target).keys()) setModified(join(old.target, path), LONG_AGO);
  await rig.main.share(['reclaim', '--background']);
  expect(existsSync(join(old.target, 'debug/examples/show'))).toBe(false);
  expect(existsSync(join(young.target, 'debug/app'))).toBe(true);
  expect(found(await reclaim(rig.main, ['--dry-run', '--budget', '100GB']))).toEqual([]);
});
