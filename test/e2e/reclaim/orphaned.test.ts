import { existsSync, mkdirSync, readdirSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { appAndLibrary } from '../../rig/crate.ts';
import { LAYOUTS } from '../../rig/layout.ts';
import { found, reclaim } from '../../rig/reclaim.ts';
import { useRigs, type Rig } from '../../rig/rig.ts';
import { compareTrees, snapshotTree } from '../../rig/tree.ts';
import type { Worktree } from '../../rig/worktree.ts';

const createRig = useRigs();
const ORPHANED = ['--only', 'orphaned'] as const;

/** A worktree that builds in a directory of its own beside others', by the environment. */
const outside = (rig: Rig, name: string): { readonly env: Record<string, string> } => ({ env: { CARGO_TARGET_DIR: join(rig.temporary, 'targets', name) } });

function configure(directory: string, text: string): void {
  mkdirSync(join(directory, '.cargo'), { recursive: true });
  writeFileSync(join(directory, '.cargo/config.toml'), text);
}

describe.each(LAYOUTS)('%s', (layout) => {
  it('target directories outside go with their worktrees, removed, pruned or deleted, and no other does', async () => {
    const rig = await createRig({ files: appAndLibrary(), layout });
    const worktrees = new Map<string, Worktree>([['a', rig.main]]);
    for (const name of ['b', 'c', 'd', 'e']) worktrees.set(name, await rig.addWorktree(name));
    for (const [name, worktree] of worktrees) await worktree.cargo(['build'], outside(rig, name));
    expect(found(await reclaim(rig.main, ORPHANED, outside(rig, 'a')))).toEqual([]);

    await rig.main.git(['worktree', 'remove', join(rig.temporary, 'b')]);
    rig.main.remove('../c');
    await rig.main.git(['worktree', 'lock', join(rig.temporary, 'd')]);
    rig.main.remove('../d');
    // Somebody's notes, and a link out of the directory that goes.
    const [notes, elsewhere] = [join(rig.temporary, 'targets/b/notes.txt'), join(rig.temporary, 'elsewhere')];
    writeFileSync(notes, 'mine');
    mkdirSync(elsewhere);
    writeFileSync(join(elsewhere, 'kept'), '');
    rig.main.write('../targets/b/debug/deps/x', '');
    symlinkSync(elsewhere, join(rig.temporary, 'targets/b/debug/deps/link'));
    const live = ['a', 'd', 'e'].map((name) => snapshotTree(join(rig.temporary, 'targets', name)));

    const done = await reclaim(rig.main, ORPHANED, outside(rig, 'a'));
    expect(done.findings.map(({ directory, worktree }) => [directory, worktree]).sort()).toEqual(
      ['b', 'c'].map((name) => [join(rig.temporary, 'targets', name), join(rig.temporary, name)]),
    );
    expect(readdirSync(join(rig.temporary, 'targets/b'))).toEqual(['notes.txt']);
    expect(existsSync(join(rig.temporary, 'targets/c'))).toBe(false);
    expect(readdirSync(elsewhere)).toEqual(['kept']);
    for (const [index, name] of ['a', 'd', 'e'].entries()) {
      expect(compareTrees(live[index] ?? new Map(), snapshotTree(join(rig.temporary, 'targets', name))), name).toEqual([]);
    }
    expect((await rig.main.cargo(['build'], outside(rig, 'a'))).compiled).toEqual([]);
  });

  it('so do build directories of their own, in which no final artifact tells what they were built from', async () => {
    const rig = await createRig({ files: appAndLibrary(), layout });
    configure(rig.temporary, `[build]\nbuild-dir = "${rig.temporary}/builds/{workspace-path-hash}"\n`);
    const b = await rig.addWorktree('b');
    await rig.main.cargo(['build']);
    await b.cargo(['build']);
    expect(found(await reclaim(rig.main, ORPHANED))).toEqual([]);
    await rig.main.git(['worktree', 'remove', '--force', b.path]);
    expect(await reclaim(rig.main, ORPHANED)).toMatchObject({ findings: [{ kind: 'orphaned', worktree: b.path }], problems: [] });
    expect(readdirSync(join(rig.temporary, 'builds')).flatMap((name) => readdirSync(join(rig.temporary, 'builds', name)))).toHaveLength(1);
    expect((await rig.main.cargo(['build'])).compiled).toEqual([]);
  });

  it('and what a worktree has left in a build directory that others share, where each has hashes of its own', async () => {
    const wrapper = { executable: '#!/bin/sh\nexec "$@"\n' };
    const files = { ...appAndLibrary(), '.cargo/config.toml': '[build]\nrustc-workspace-wrapper = ".cargo/wrap.sh"\n', '.cargo/wrap.sh': wrapper };
    const rig = await createRig({ files, layout });
    configure(rig.temporary, `[build]\nbuild-dir = "${rig.temporary}/shared"\n`);
    const b = await rig.addWorktree('b');
    b.write('core_lib/src/lib.rs', 'pub fn say() -> String { "second".to_string() }\n');
    for (const worktree of [rig.main, b]) await worktree.cargo(['build']);
    expect(found(await reclaim(rig.main, ORPHANED))).toEqual([]);
    await rig.main.git(['worktree', 'remove', '--force', b.path]);
    const done = await reclaim(rig.main, ORPHANED);
    expect(done).toMatchObject({ findings: [{ kind: 'orphaned', reason: 'worktree-gone', worktree: b.path }], problems: [] });
    const programs = readdirSync(join(rig.temporary, 'shared'), { recursive: true, encoding: 'utf8' }).filter((path) => /(deps|out)\/(app|libcore_lib)(-[0-9a-f]{16})?(\.rlib)?$/.test(path));
    expect(programs).toHaveLength(2);
    expect((await rig.main.cargo(['build'])).compiled).toEqual([]);
    expect(await rig.main.run('app')).toBe('first\n');
    expect(found(await reclaim(rig.main, ORPHANED))).toEqual([]);
  });
});

it('without hashes of their own, the units of a worktree that is gone are also those of others: they stay', async () => {
  const rig = await createRig({ files: appAndLibrary() });
  configure(rig.temporary, `[build]\nbuild-dir = "${rig.temporary}/shared"\n`);
  const b = await rig.addWorktree('b');
  await b.cargo(['build']);
  await rig.main.git(['worktree', 'remove', '--force', b.path]);
  await rig.main.cargo(['build']);
  expect(found(await reclaim(rig.main, ORPHANED))).toEqual([]);
});

it('what a worktree was warmed with does not make it an orphan when the donor goes', async () => {
  const rig = await createRig({ files: appAndLibrary() });
  const [b, c] = [await rig.addWorktree('b'), await rig.addWorktree('c')];
  await rig.main.cargo(['build'], outside(rig, 'a'));
  await b.cargo(['build'], outside(rig, 'b'));
  await b.save(outside(rig, 'b'));
  await c.warm([], outside(rig, 'c'));
  await rig.main.git(['worktree', 'remove', '--force', b.path]);
  expect((await reclaim(rig.main, [...ORPHANED, '--dry-run'], outside(rig, 'a'))).findings.map(({ directory }) => directory)).toEqual([join(rig.temporary, 'targets/b')]);
});

it('a clone that was moved is no orphan: its target directory lies in a project', async () => {
  const rig = await createRig({ files: appAndLibrary() });
  const b = await rig.addWorktree('b');
  await b.cargo(['build']);
  await rig.main.git(['worktree', 'add', '-q', '-b', 'x', join(rig.temporary, 'x')]);
  renameSync(b.path, join(rig.temporary, 'moved'));
  await rig.main.git(['worktree', 'prune']);
  expect(found(await reclaim(rig.main, ORPHANED))).toEqual([]);
});
