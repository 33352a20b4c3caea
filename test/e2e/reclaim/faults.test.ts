import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { appAndLibrary, withBuildScript } from '../../rig/crate.ts';
import { TRIED_LAYOUTS } from '../../rig/layout.ts';
import { found, reclaim, registryFiles, type ReclaimDocument } from '../../rig/reclaim.ts';
import { useRigs, type Rig } from '../../rig/rig.ts';
import { copyTarget } from '../../rig/times.ts';
import { compareTrees, snapshotTree, type Tree } from '../../rig/tree.ts';
import type { Worktree } from '../../rig/worktree.ts';
import { prepareKill } from '../../support/kill-at.ts';
import { mountFileSystem, type Mount } from '../../support/mounts.ts';

const createRig = useRigs();
const mounts: Mount[] = [];
afterAll(() => mounts.forEach((mount) => mount.remove()));

const kill = prepareKill();
if ('unavailable' in kill) process.stderr.write(`tests of kill -9 are skipped: ${kill.unavailable}\n`);
const killAt: typeof kill extends { at: infer At } ? At : (...args: ['unlink' | 'rename', string, number]) => Record<string, string> =
  'at' in kill ? kill.at : () => ({});

const generated = appAndLibrary({
  ...withBuildScript('core_lib', `
    println!("cargo:rerun-if-changed=build.rs");
    let out = std::env::var("OUT_DIR").unwrap();
    std::fs::write(out.clone() + "/word.rs", "pub const WORD: &str = \\"first\\";").unwrap();
    std::fs::write(out + "/other.rs", "pub const OTHER: &str = \\"\\";").unwrap();
  `),
  'core_lib/src/lib.rs': 'include!(concat!(env!("OUT_DIR"), "/word.rs"));\ninclude!(concat!(env!("OUT_DIR"), "/other.rs"));\npub fn say() -> String { format!("{WORD}{OTHER}") }\n',
});

/** Two worktrees with the same build output, each with bytes of its own. */
async function copied(rig: Rig): Promise<Worktree> {
  await rig.main.cargo(['build']);
  const b = await rig.addWorktree('b');
  copyTarget(rig.main.path, b.path);
  return b;
}

const temporaries = (worktree: Worktree): string[] => readdirSync(worktree.target, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.tmp'));

/** Bytes alone, and not what cargo writes anew with every build: the `.d` beside a final artifact. */
const contents = (tree: Tree): Tree => new Map([...tree].filter(([path]) => !/^debug\/[^/]+\.d$/.test(path)).map(([path, entry]) => [path, { ...entry, ino: 0n, mtimeNs: 0n }]));

describe.skipIf('unavailable' in kill).each(TRIED_LAYOUTS)('kill -9 (%s)', (layout) => {
  it('in a merge: every file is whole, nothing is compiled, and the next run ends it and cleans up', async () => {
    const rig = await createRig({ files: registryFiles, layout });
    const b = await copied(rig);
    const before = [rig.main, b].map(({ target }) => contents(snapshotTree(target)));
    for (const count of [1, 2, 3]) {
      const { status } = await b.share(['reclaim', '--yes', '--only', 'duplicate'], { env: killAt('rename', '/target/', count), statuses: 'any' });
      expect(status).toBe(-1);
      expect(temporaries(rig.main).length + temporaries(b).length).toBeGreaterThan(0);
      for (const worktree of [rig.main, b]) {
        expect((await worktree.cargo(['build'])).compiled).toEqual([]);
        expect(await worktree.run('app')).toBe('7\n');
      }
    }
    expect((await reclaim(b)).problems).toEqual([]);
    expect([...temporaries(rig.main), ...temporaries(b)]).toEqual([]);
    expect([rig.main, b].flatMap(({ target }, index) => compareTrees(before[index] ?? new Map(), contents(snapshotTree(target))))).toEqual([]);
    for (const worktree of [rig.main, b]) expect((await worktree.cargo(['build'])).compiled).toEqual([]);
  });

  it('in a removal: cargo can finish what is left, and so can the next run', async () => {
    const rig = await createRig({ files: generated, layout });
    await rig.main.cargo(['build']);
    rig.main.write('.cargo/config.toml', `[build]\ntarget-dir = "${rig.temporary}/elsewhere"\n`);
    for (const [count, part] of [[2, 'fingerprint'], [2, '/out/'], [5, '/debug/']] as const) {
      const { status } = await rig.main.share(['reclaim', '--yes', '--only', 'shadowed'], { env: killAt('unlink', part, count), statuses: 'any' });
      expect(status, part).toBe(-1);
      // As if the configuration had gone back.
      const back = { env: { CARGO_TARGET_DIR: rig.main.target } };
      expect((await rig.main.cargo(['build'], back)).compiled).not.toEqual([]);
      expect(await rig.main.run('app')).toBe('first\n');
    }
    expect(found(await reclaim(rig.main, ['--only', 'shadowed']))).toEqual(['shadowed target-directory-elsewhere']);
    expect(spawnSync('ls', [rig.main.target]).status).not.toBe(0);
  });
});

it.skipIf('unavailable' in kill).each(TRIED_LAYOUTS)('kill -9 in the removal of an orphan: the next run ends it, though what proved it is gone (%s)', async (layout) => {
  const rig = await createRig({ files: generated, layout });
  mkdirSync(join(rig.temporary, '.cargo'));
  writeFileSync(join(rig.temporary, '.cargo/config.toml'), `[build]\nbuild-dir = "${rig.temporary}/builds/{workspace-path-hash}"\n`);
  await rig.main.cargo(['build']);
  const b = await rig.addWorktree('b');
  await b.cargo(['build']);
  const only = ['--only', 'orphaned'] as const;
  const directory = (await rig.main.git(['worktree', 'remove', '--force', b.path]), (await reclaim(rig.main, [...only, '--dry-run'])).findings[0]?.directory ?? '');
  for (const [count, part] of [[2, 'fingerprint'], [2, '/out/'], [2, '/incremental/'], [1, '/CACHEDIR.TAG']] as const) {
    const { status } = await rig.main.share(['reclaim', '--yes', ...only], { env: killAt('unlink', part, count), statuses: 'any' });
    expect(status, part).toBe(-1);
    expect((await reclaim(rig.main, [...only, '--dry-run'])).findings, part).toMatchObject([{ directory, worktree: b.path }]);
  }
  await reclaim(rig.main, only);
  expect(existsSync(directory)).toBe(false);
  expect((await rig.main.cargo(['build'])).compiled).toEqual([]);
});

async function attempted(worktree: Worktree, args: readonly string[]): Promise<ReclaimDocument> {
  const { stdout } = await worktree.share(['--json', 'reclaim', '--yes', ...args], { statuses: [1] });
  return JSON.parse(stdout) as ReclaimDocument;
}

it('a read-only file system: nothing happens, and each kind of refusal is said once', async () => {
  const mount = process.getuid?.() === 0 ? mountFileSystem({ type: 'ext4', megabytes: 300 }) : { unavailable: 'mounting needs root' };
  if ('unavailable' in mount) {
    process.stderr.write(`the test of a read-only file system is skipped: ${mount.unavailable}\n`);
    return;
  }
  mounts.push(mount);
  const rig = await createRig({ files: registryFiles, directory: mount.path });
  const b = await copied(rig);
  const before = [rig.main, b].map(({ target }) => snapshotTree(target));
  mount.makeReadOnly();
  const done = await attempted(b, ['--only', 'duplicate']);
  expect(done).toMatchObject({ removed: 0, merged: 0 });
  expect(new Set(done.problems?.map(({ code }) => code))).toEqual(new Set(['EROFS']));
  const words = await b.share(['reclaim', '--yes', '--only', 'duplicate'], { statuses: [1] });
  expect(words.stderr.match(/EROFS/g)).toHaveLength(1);
  expect([rig.main, b].flatMap(({ target }, index) => compareTrees(before[index] ?? new Map(), snapshotTree(target)))).toEqual([]);
});

it('files that may not be deleted stay, with their unit\'s record gone, and the rest goes', async () => {
  const rig = await createRig({ files: appAndLibrary() });
  await rig.main.cargo(['build']);
  rig.main.write('.cargo/config.toml', `[build]\ntarget-dir = "${rig.temporary}/elsewhere"\n`);
  const held = join(rig.main.target, 'debug/deps');
  try {
    execFileSync('chattr', ['+i', held], { stdio: 'ignore' });
  } catch {
    process.stderr.write('the test of EPERM is skipped: chattr +i cannot be used here\n');
    return;
  }
  try {
    const done = await attempted(rig.main, ['--only', 'shadowed']);
    expect(done.problems).toMatchObject([{ code: 'EPERM' }]);
    expect(readdirSync(join(rig.main.target, 'debug'))).toContain('deps');
  } finally {
    execFileSync('chattr', ['-i', held]);
  }
  expect((await rig.main.cargo(['build'], { env: { CARGO_TARGET_DIR: rig.main.target } })).compiled).not.toEqual([]);
  expect(await rig.main.run('app')).toBe('first\n');
  expect(readFileSync(join(rig.main.path, 'app/src/main.rs'), 'utf8')).toContain('main');
});
