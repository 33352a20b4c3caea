import { expect, it } from 'vitest';
import { appAndLibrary } from '../rig/crate.ts';
import { useRigs } from '../rig/rig.ts';
import { compareTrees, snapshotTree } from '../rig/tree.ts';

const createRig = useRigs();

it('a healthy clone is told so and left as it was; a failure is status 1, and --fix mends it', async () => {
  const rig = await createRig({ files: appAndLibrary() });
  await rig.main.cargo(['build']);
  await rig.main.share(['init']);
  const healthy = async (args: readonly string[], status: number): Promise<{ stdout: string; stderr: string }> => {
    const run = await rig.main.share(['doctor', ...args], { statuses: 'any' });
    expect(run.status, run.stdout).toBe(status);
    return run;
  };
  const times = /: mtime$/;
  const before = snapshotTree(rig.temporary);
  expect((await healthy([], 0)).stdout).not.toMatch(/^(warn|fail)/m);
  expect(compareTrees(before, snapshotTree(rig.temporary)).filter((line) => !times.test(line) && !line.startsWith('home'))).toEqual([]);
  expect(await rig.main.cargo(['build'])).toMatchObject({ compiled: [] });

  rig.main.remove('.git/hooks/post-merge');
  expect((await healthy(['--fix', '--dry-run'], 1)).stderr).toContain('Would mend the git hooks');
  expect((await healthy([], 1)).stdout).toContain('fail  hooks');
  const mended = await healthy(['--fix'], 0);
  expect(mended.stderr).toContain('Mended the git hooks');
  expect(mended.stdout).not.toMatch(/^(warn|fail)/m);
  await rig.main.share(['deinit']);
  expect(await rig.main.git(['config', '--get-regexp', '^share'], { statuses: [1] })).toBe('');
});
