import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { appAndLibrary, withBuildScript } from '../rig/crate.ts';
import { TRIED_LAYOUTS } from '../rig/layout.ts';
import { useRigs } from '../rig/rig.ts';
import { inodes, physicalBytes, snapshotTree } from '../rig/tree.ts';

const createRig = useRigs();

const files = appAndLibrary({
  'app/tests/it.rs': '#[test]\nfn works() { assert_eq!(core_lib::say(), "first"); }\n',
});

const filesWithScript = { ...files, ...withBuildScript('core_lib', 'println!("cargo:rerun-if-changed=build.rs");') };

describe.each(TRIED_LAYOUTS)('on a file system without reflinks (%s)', (layout) => {
  it.each([['without a build script', files], ['above a build script', filesWithScript]])('what path packages are made into is each worktree\'s own: %s', async (_, of) => {
    const rig = await createRig({ files: of, layout });
    await rig.main.cargo(['build']);
    await rig.main.cargo(['test', '--no-run']);
    const b = await rig.addWorktree('b');
    const warm = await b.warm();
    if (warm.bytes.reflinked > 0) return;
    const shared = new Set([...inodes(rig.main.target), ...inodes(rig.store)]);
    const common = [...snapshotTree(b.target)].filter(([, entry]) => entry.content !== 'directory' && shared.has(entry.ino)).map(([path]) => path);
    expect(common).toEqual([]);
    expect(await b.cargo(['build'])).toMatchObject({ compiled: [] });
  });

  it('the store adds next to nothing to what the donor holds', async () => {
    const rig = await createRig({ files, layout });
    await rig.main.cargo(['build']);
    await rig.main.save();
    expect(physicalBytes(rig.store, inodes(rig.main.target))).toBeLessThan(physicalBytes(rig.main.target) / 10);
  });

  it('status prints logical and physical bytes of worktrees and store', async () => {
    const rig = await createRig({ files, layout });
    await rig.main.cargo(['build']);
    const b = await rig.addWorktree('b');
    await b.warm();
    const status = await rig.main.status();
    expect(status.store.logical).toBeGreaterThan(0);
    expect(status.worktrees.map((worktree) => worktree.path)).toEqual([rig.main.path, b.path]);
    const warmed = status.worktrees[1];
    expect(warmed).toMatchObject({ branch: 'b', main: false });
    expect(warmed?.units.shared).toBeGreaterThan(0);
    expect(warmed?.units.total).toBe((warmed?.units.shared ?? 0) + (warmed?.units.own ?? 0));
    expect(warmed?.bytes.exclusive).toBeLessThanOrEqual(warmed?.bytes.physical ?? 0);
    expect(warmed?.bytes.physical).toBe(physicalBytes(b.target));
  });
});

/** Why there is no btrfs to test on, or `undefined`. */
function withoutBtrfs(): string | undefined {
  if (process.getuid?.() !== 0) return 'mounting needs root';
  if (spawnSync('mkfs.btrfs', ['--version']).status !== 0) return 'mkfs.btrfs is not installed';
  return undefined;
}

const reason = withoutBtrfs();
if (reason !== undefined) process.stderr.write(`btrfs tests are skipped: ${reason}\n`);

describe.skipIf(reason !== undefined)('on btrfs', () => {
  let place: string;
  let mount: string;

  beforeAll(() => {
    place = realpathSync(mkdtempSync(join(tmpdir(), 'cargo-share-btrfs-')));
    mount = join(place, 'mount');
    mkdirSync(mount);
    execFileSync('truncate', ['-s', '1G', join(place, 'image')]);
    execFileSync('mkfs.btrfs', ['-q', join(place, 'image')]);
    execFileSync('mount', ['-o', 'loop', join(place, 'image'), mount]);
  });

  afterAll(() => {
    spawnSync('umount', ['-l', mount]);
    rmSync(place, { recursive: true, force: true });
  });

  it('a warmed worktree shares extents: nothing is linked, nothing large is copied', async () => {
    const rig = await createRig({ files, directory: mount });
    await rig.main.cargo(['build']);
    const b = await rig.addWorktree('b');
    const warm = await b.warm();
    expect(warm.bytes.reflinked).toBeGreaterThan(warm.bytes.copied);
    expect(warm.bytes.linked).toBe(0);
    expect(await b.cargo(['build'])).toMatchObject({ compiled: [] });
    expect(await b.run('app')).toBe('first\n');
  });
});
