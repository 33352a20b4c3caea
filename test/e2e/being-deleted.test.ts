import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { appAndLibrary } from '../rig/crate.ts';
import { MAIN_SCRIPT } from '../rig/environment.ts';
import { exec } from '../rig/process.ts';
import { useRigs } from '../rig/rig.ts';
import { snapshotTree } from '../rig/tree.ts';

const createRig = useRigs();

/** All that goes on when git, or whoever started it, has ended. */
const UNASKED = [
  ['hook', 'post-commit'],
  ['hook', 'save-later'],
  ['hook', 'warm-later', 'added', '0'],
  ['audit', '--background'],
  ['gc', '--background'],
  ['reclaim', '--background'],
  ['pull', '--background'],
  ['warm', '--incremental', '--background'],
];

it('what is being deleted does not come back by work in the background', async () => {
  const rig = await createRig({ files: appAndLibrary() });
  await rig.main.cargo(['build']);
  await rig.main.share(['init']);
  const b = await rig.addWorktree('b');
  await rig.settle();
  const names = (): string[] => [...snapshotTree(rig.temporary).keys()].sort();
  const nothingNew = async (): Promise<void> => {
    const before = new Set(names());
    for (const command of UNASKED) {
      await exec(process.execPath, [MAIN_SCRIPT, ...command], { cwd: b.path, env: rig.env, statuses: 'any' });
      expect(names().filter((name) => !before.has(name)), command.join(' ')).toEqual([]);
    }
    await rig.settle();
    expect(names().filter((name) => !before.has(name))).toEqual([]);
  };
  // The store is on its way, its marker not yet.
  for (const part of ['units', 'catalogs', 'tmp']) rmSync(join(rig.store, 'v1', part), { recursive: true });
  rmSync(join(rig.temporary, 'state'), { recursive: true, force: true });
  await nothingNew();
  rmSync(join(b.path, '.git'));
  await nothingNew();
});
