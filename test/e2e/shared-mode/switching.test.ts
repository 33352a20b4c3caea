import { join } from 'node:path';
import { expect, it } from 'vitest';
import { appAndLibrary, manifest } from '../../rig/crate.ts';
import { useRigs } from '../../rig/rig.ts';
import { compareTrees, snapshotTree, type Tree } from '../../rig/tree.ts';

const createRig = useRigs();

/** A target directory but for what every cargo command writes anew. */
function targetTree(target: string): Tree {
  const kept = [...snapshotTree(target)].filter(([path]) => !/\.rustc_info\.json$|(^|\/)\.cargo-lock$/.test(path));
  return new Map(kept);
}

it('linked, shared and back: no compiled unit is lost and nothing is left over', async () => {
  const files = appAndLibrary({ 'core_lib/Cargo.toml': manifest('core_lib', '[dependencies]\nitoa = "1"\n') });
  const rig = await createRig({ files });
  await rig.main.share(['init']);
  await rig.main.cargo(['build']);
  const b = await rig.addWorktree('b');
  const all = [rig.main, b];
  for (const worktree of all) expect(await worktree.cargo(['build'])).toMatchObject({ compiled: [] });
  const targets = all.map(({ target }) => targetTree(target));
  const before = snapshotTree(join(rig.main.path, '.git/info'));
  const files_ = await rig.main.git(['ls-files', '--others', '--ignored', '--exclude-standard', '--directory']);

  await rig.main.share(['init', '--mode', 'shared']);
  for (const worktree of all) {
    // What linked mode had of a registry serves here as well.
    expect(await worktree.cargo(['build'])).toMatchObject({ compiled: ['app', 'core_lib'], fresh: ['itoa'] });
    expect(await worktree.run('app')).toBe('first\n');
  }
  await rig.main.cargo(['build', '--release']);

  await rig.main.share(['init', '--mode', 'linked']);
  for (const [index, worktree] of all.entries()) {
    const same = compareTrees(targets[index] ?? new Map(), targetTree(worktree.target));
    expect(same.filter((line) => !/^(release|debug)?[^:]*: added$|mtime$/.test(line))).toEqual([]);
    expect(await worktree.cargo(['build'])).toMatchObject({ compiled: [] });
    expect(await worktree.cargo(['build', '--release'])).toMatchObject({ compiled: ['app', 'core_lib'], fresh: ['itoa'] });
  }
  expect(compareTrees(before, snapshotTree(join(rig.main.path, '.git/info'))).filter((line) => line.endsWith('content'))).toEqual([]);
  const left = await rig.main.git(['ls-files', '--others', '--ignored', '--exclude-standard', '--directory']);
  expect(left.split('\n').filter((line) => !line.startsWith('.shared-target/'))).toEqual(files_.split('\n'));

  // And back once more: what was built in shared mode is still there.
  await rig.main.share(['init', '--mode', 'shared']);
  for (const worktree of all) expect(await worktree.cargo(['build'])).toMatchObject({ compiled: [] });
  expect(await rig.main.cargo(['build', '--release'])).toMatchObject({ compiled: [] });
});

it('between the two ways of shared mode', async () => {
  const rig = await createRig({ files: appAndLibrary() });
  await rig.main.share(['init', '--mode', 'shared']);
  await rig.main.cargo(['build']);
  await rig.main.share(['init', '--mode', 'shared', '--target-dir']);
  expect(await rig.main.cargo(['build'])).toMatchObject({ compiled: [] });
  expect(await rig.main.run('app')).toBe('first\n');
  await rig.main.share(['init']);
  expect(rig.main.read('.cargo/config.toml')).toContain('target-dir');
  await rig.main.share(['init', '--mode', 'shared']);
  expect(await rig.main.cargo(['build'])).toMatchObject({ compiled: [] });
  expect(await rig.main.run('app')).toBe('first\n');
  await rig.main.share(['deinit']);
  expect(await rig.main.git(['status', '--porcelain', '--ignored', '-uall'])).not.toContain('!! .cargo/');
});
