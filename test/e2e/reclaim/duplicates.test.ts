import { execFileSync } from 'node:child_process';
import { afterAll, describe, expect, it } from 'vitest';
import { TRIED_LAYOUTS } from '../../rig/layout.ts';
import { found, reclaim, registryFiles } from '../../rig/reclaim.ts';
import { useRigs, type Rig } from '../../rig/rig.ts';
import { copyTarget } from '../../rig/times.ts';
import { compareTrees, inodes, physicalBytes, snapshotTree } from '../../rig/tree.ts';
import type { Worktree } from '../../rig/worktree.ts';
import { mountFileSystem, type Mount } from '../../support/mounts.ts';

const createRig = useRigs();
const mounts: Mount[] = [];
afterAll(() => mounts.forEach((mount) => mount.remove()));

const MERGED = ['--only', 'duplicate'] as const;

/** Two worktrees that were built apart. */
async function builtApart(rig: Rig): Promise<Worktree> {
  const b = await rig.addWorktree('b');
  for (const worktree of [rig.main, b]) {
    await worktree.cargo(['build']);
    await worktree.cargo(['test', '--no-run']);
  }
  return b;
}

async function expectFresh(worktree: Worktree): Promise<void> {
  expect((await worktree.cargo(['build'])).compiled, worktree.path).toEqual([]);
  expect((await worktree.cargo(['test', '--no-run'])).compiled, worktree.path).toEqual([]);
  expect(await worktree.run('app')).toBe('7\n');
}

describe.each(TRIED_LAYOUTS)('on a file system without shared extents (%s)', (layout) => {
  it('worktrees that were built apart become one on the disk, and nothing is compiled afterwards', async () => {
    const rig = await createRig({ files: registryFiles, layout });
    const b = await builtApart(rig);
    const trees = (): ReturnType<typeof snapshotTree>[] => [rig.main.target, b.target].map(snapshotTree);
    const both = (): number => physicalBytes(rig.main.target) + physicalBytes(b.target, inodes(rig.main.target));
    const [before, size] = [trees(), both()];

    const dry = await reclaim(rig.main, [...MERGED, '--dry-run']);
    expect(trees().flatMap((tree, index) => compareTrees(before[index] ?? new Map(), tree))).toEqual([]);
    const done = await reclaim(rig.main, MERGED);
    expect(done.findings).toEqual(dry.findings);
    if (dry.findings.some(({ merges = [] }) => merges.some(({ way }) => way === 'extents'))) return;

    expect(done).toMatchObject({ busy: [], problems: [] });
    expect(done.merged).toBeGreaterThan(3);
    expect(size - both()).toBe(done.total.physical);
    // Bytes and modes are as before, and no file is younger.
    for (const [index, tree] of trees().entries()) {
      const differences = compareTrees(before[index] ?? new Map(), tree).filter((line) => !/: (inode|mtime)$/.test(line));
      expect(differences).toEqual([]);
      for (const [path, { mtimeNs, content }] of tree) {
        if (content !== 'directory') expect(mtimeNs <= (before[index]?.get(path)?.mtimeNs ?? 0n), path).toBe(true);
      }
    }
    await expectFresh(rig.main);
    await expectFresh(b);
    expect(found(await reclaim(rig.main, MERGED))).toEqual([]);
  });

  it('what is written in place stays apart: nothing done in one worktree reaches the other', async () => {
    const script = { 'core_lib/build.rs': 'fn main() { println!("cargo:rerun-if-changed=input.txt"); }\n', 'core_lib/input.txt': '' };
    const rig = await createRig({ files: { ...registryFiles, ...script }, layout });
    for (const args of [['check'], ['test', '--no-run'], ['build']]) await rig.main.cargo(args);
    const b = await rig.addWorktree('b');
    copyTarget(rig.main.path, b.path);
    await expectFresh(b);
    const done = await reclaim(b, MERGED);
    expect(done.merged).toBeGreaterThan(6);
    await expectFresh(rig.main);
    await expectFresh(b);
    const before = snapshotTree(rig.main.target);
    for (const args of [['check'], ['test'], ['clean', '-p', 'anyhow'], ['build'], ['clean']]) {
      b.write('core_lib/src/lib.rs', `${b.read('core_lib/src/lib.rs')}// ${args[0]}\n`);
      b.write('core_lib/input.txt', String(args[0]));
      await b.cargo(args);
      expect(compareTrees(before, snapshotTree(rig.main.target)), args.join(' ')).toEqual([]);
    }
  });
});

it('a program with capabilities of its own is merged with none', async () => {
  const rig = await createRig({ files: registryFiles });
  await rig.main.cargo(['build']);
  const b = await rig.addWorktree('b');
  copyTarget(rig.main.path, b.path);
  try {
    execFileSync('setcap', ['cap_net_raw+p', `${b.target}/debug/app`], { stdio: 'ignore' });
  } catch {
    process.stderr.write('setcap cannot be used here: skipped\n');
    return;
  }
  const { findings } = await reclaim(b, [...MERGED, '--dry-run']);
  const names = findings.flatMap(({ merges = [] }) => merges.flatMap(({ to }) => to));
  expect(names.length).toBeGreaterThan(3);
  expect(names.filter((path) => path.endsWith('/debug/app'))).toEqual([]);
});

it('what the store holds as well frees nothing, and is not said to', async () => {
  const rig = await createRig({ files: registryFiles });
  await rig.main.cargo(['build']);
  await rig.main.save();
  const b = await rig.addWorktree('b');
  await b.warm();
  const { findings } = await reclaim(b, ['--dry-run']);
  expect(findings.filter(({ kind }) => kind === 'duplicate')).toEqual([]);
});

describe.each([['btrfs', 'legacy'], ['xfs', 'unit-dirs']] as const)('on %s (%s)', (type, layout) => {
  const mount = process.getuid?.() === 0 ? mountFileSystem({ type, megabytes: 1024 }) : { unavailable: 'mounting needs root' };
  if ('unavailable' in mount) process.stderr.write(`${type} tests of reclaim are skipped: ${mount.unavailable}\n`);
  else mounts.push(mount);

  it.skipIf('unavailable' in mount)('equal files share their blocks and keep inode and times', async () => {
    if ('unavailable' in mount) return;
    const rig = await createRig({ files: registryFiles, layout, directory: mount.path });
    const b = await builtApart(rig);
    const before = [rig.main.target, b.target].map(snapshotTree);
    const done = await reclaim(rig.main, MERGED);
    expect(done).toMatchObject({ busy: [], problems: [] });
    expect(done.findings.flatMap(({ merges = [] }) => merges.map(({ way }) => way)).every((way) => way === 'extents')).toBe(true);
    expect(done.merged).toBeGreaterThan(3);
    // The file system counts in blocks, and its own trees are in the sum.
    expect(done.freed).toBeGreaterThan(done.total.physical / 2);
    expect([rig.main.target, b.target].flatMap((target, index) => compareTrees(before[index] ?? new Map(), snapshotTree(target)))).toEqual([]);
    await expectFresh(rig.main);
    await expectFresh(b);
    expect(found(await reclaim(rig.main, MERGED))).toEqual([]);
  });
});
