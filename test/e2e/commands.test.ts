import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { appAndLibrary } from '../rig/crate.ts';
import { exec } from '../rig/process.ts';
import { useRigs, type Rig } from '../rig/rig.ts';
import { compareTrees, snapshotTree, type Tree } from '../rig/tree.ts';

const createRig = useRigs();

const builtRig = async (): Promise<Rig> => {
  const rig = await createRig({ files: appAndLibrary() });
  await rig.main.cargo(['build']);
  return rig;
};

/** The work tree and what git keeps of settings and hooks: all that `init` may write, by content and mode. */
function settings(rig: Rig): Tree {
  const kept = [...snapshotTree(rig.main.path)].filter(
    ([path, entry]) => entry.content !== 'directory' && !/^(target\/|\.git\/(objects|index|logs))/.test(path),
  );
  return new Map(kept.map(([path, entry]) => [path, { ...entry, mtimeNs: 0n, ino: 0n }]));
}

describe('init and deinit', () => {
  it('deinit restores every file', async () => {
    const rig = await builtRig();
    const before = settings(rig);
    await rig.main.share(['init']);
    expect(compareTrees(before, settings(rig))).not.toEqual([]);
    await rig.main.share(['deinit']);
    expect(compareTrees(before, settings(rig))).toEqual([]);
  });

  it('deinit restores a hook, a config and the set-up file of a tool that were there', async () => {
    const rig = await builtRig();
    rig.main.write('.cursor/worktrees.json', '{\n  // ours\n  "setup-worktree": ["true"]\n}\n');
    rig.main.write('.git/hooks/post-checkout', '#!/bin/sh\n# ours\necho checked out\n');
    await exec('chmod', ['+x', '.git/hooks/post-checkout'], { cwd: rig.main.path, env: rig.env });
    await rig.main.git(['config', 'user.signature', 'kept']);
    const before = settings(rig);
    const asked = await rig.main.share(['init', '--for', 'cursor'], { statuses: [2] });
    expect(asked.stderr).toContain('cargo share warm || true');
    expect(asked.stderr).toContain('no terminal to ask on');
    expect(compareTrees(before, settings(rig))).toEqual([]);
    await rig.main.share(['init', '--for', 'cursor', '--yes']);
    await rig.main.share(['init', '--for', 'vscode', '--yes']);
    await rig.main.share(['init']);
    expect((await rig.main.share(['init', '--for', 'cursor'])).stderr).not.toContain('worktrees.json');
    await rig.main.share(['deinit']);
    expect(compareTrees(before, settings(rig))).toEqual([]);
  });

  it('init twice is init once', async () => {
    const rig = await builtRig();
    await rig.main.share(['init']);
    const once = settings(rig);
    await rig.main.share(['init']);
    expect(compareTrees(once, settings(rig))).toEqual([]);
  });

  it('--no-hooks installs none', async () => {
    const rig = await builtRig();
    await rig.main.share(['init', '--no-hooks']);
    expect(existsSync(join(rig.main.path, '.git/hooks/post-checkout'))).toBe(false);
    expect(await rig.main.git(['config', 'share.mode'])).toBe('linked');
  });

  it('init saves what is built', async () => {
    const rig = await builtRig();
    await rig.main.share(['init']);
    expect((await rig.main.status()).store.units).toBeGreaterThan(0);
  });

  it('init --store puts the store there, for the hooks too', async () => {
    const rig = await createRig({ files: appAndLibrary(), env: { CARGO_SHARE_STORE: undefined } });
    await rig.main.cargo(['build']);
    const store = join(rig.temporary, 'elsewhere');
    await rig.main.share(['init', '--store', store]);
    expect((await rig.main.status()).store.path.startsWith(store)).toBe(true);
    const b = await rig.addWorktree('b');
    expect(await b.cargo(['build'])).toMatchObject({ compiled: [] });
  });
});

describe('global options', () => {
  it.each([['init'], ['save'], ['warm'], ['status']])('%s --json prints one document and nothing else', async (command) => {
    const rig = await builtRig();
    const run = await rig.main.share(['--json', command]);
    expect(JSON.parse(run.stdout)).toMatchObject({ schema: 1, command });
  });

  it.each([['init'], ['save'], ['warm']])('%s --dry-run writes nothing', async (command) => {
    const rig = await builtRig();
    const b = await rig.addWorktree('b');
    const before = snapshotTree(rig.temporary);
    await b.share(['--dry-run', command]);
    const written = compareTrees(before, snapshotTree(rig.temporary)).filter((path) => !/^home(\/|:)/.test(path));
    expect(written).toEqual([]);
  });

  it('-C works from elsewhere, -q says nothing', async () => {
    const rig = await builtRig();
    const run = await exec('cargo-share', ['-C', rig.main.path, '-q', 'save'], { cwd: rig.temporary, env: rig.env });
    expect(run).toMatchObject({ stdout: '', stderr: '' });
    expect((await rig.main.status()).store.units).toBeGreaterThan(0);
  });

  it('cargo share is cargo-share', async () => {
    const rig = await builtRig();
    const run = await exec('cargo', ['share', '--json', 'status'], { cwd: rig.main.path, env: rig.env });
    expect(JSON.parse(run.stdout)).toMatchObject({ command: 'status' });
  });

  it('warm WORKTREE and save WORKTREE name another worktree', async () => {
    const rig = await builtRig();
    const b = await rig.addWorktree('b');
    expect((await b.share(['--json', 'save', rig.main.path])).status).toBe(0);
    await rig.main.share(['warm', b.path]);
    expect(await b.cargo(['build'])).toMatchObject({ compiled: [] });
  });

  it('saving again finds nothing new', async () => {
    const rig = await builtRig();
    const first = (await rig.main.save()).directories[0];
    const second = (await rig.main.save()).directories[0];
    expect(first).toMatchObject({ workspace: '', subdirectory: '', refused: 0, known: 0 });
    expect(first?.saved).toBe(first?.units);
    expect(second).toMatchObject({ saved: 0, known: first?.units });
  });

  it('warming again changes nothing', async () => {
    const rig = await builtRig();
    const b = await rig.addWorktree('b');
    const first = (await b.warm()).directories[0];
    const before = snapshotTree(b.target);
    const second = (await b.warm()).directories[0];
    expect(second).toMatchObject({ placed: 0, replaced: 0, invalidated: 0, kept: first?.placed });
    expect(compareTrees(before, snapshotTree(b.target))).toEqual([]);
  });

  it('the version is the package\'s', async () => {
    const rig = await createRig({ files: {} });
    const { version } = JSON.parse(readFileSync(join(import.meta.dirname, '../../package.json'), 'utf8')) as { version: string };
    expect((await rig.main.share(['--version'])).stdout).toContain(version);
  });
});
