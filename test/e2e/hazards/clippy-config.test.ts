import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { appAndLibrary } from '../../rig/crate.ts';
import { TRIED_LAYOUTS } from '../../rig/layout.ts';
import { useRigs, type Rig } from '../../rig/rig.ts';
import type { Worktree } from '../../rig/worktree.ts';

const createRig = useRigs();
const HAS_CLIPPY = spawnSync('cargo', ['clippy', '--version']).status === 0;
const STRICT = 'too-many-arguments-threshold = 2\n';
const FILES = { 'core_lib/src/lib.rs': 'pub fn say() -> u8 { add(1, 2, 3) }\npub fn add(a: u8, b: u8, c: u8) -> u8 { a ^ b ^ c }\n' };
const clippy = async (worktree: Worktree): Promise<number> =>
  (await worktree.cargo(['clippy', '--', '-D', 'warnings'], { statuses: 'any' })).status;

describe.runIf(HAS_CLIPPY).each(TRIED_LAYOUTS)('configuration of clippy that nothing tells cargo of (%s)', (layout) => {
  const open = async (files: Record<string, string> = {}): Promise<{ rig: Rig; b: Worktree }> => {
    const rig = await createRig({ files: appAndLibrary({ ...FILES, ...files }), layout });
    expect(await clippy(rig.main)).toBe(0);
    return { rig, b: await rig.addWorktree('b') };
  };

  it.each(['clippy.toml', 'core_lib/.clippy.toml'])('appears: %s', async (path) => {
    const { b } = await open();
    b.writeOld(path, STRICT);
    await b.warm();
    expect(await clippy(b)).not.toBe(0);
  });

  it('appears nearer than the one that was read', async () => {
    const { b } = await open({ 'clippy.toml': 'too-many-arguments-threshold = 9\n' });
    b.writeOld('core_lib/clippy.toml', STRICT);
    await b.warm();
    expect(await clippy(b)).not.toBe(0);
  });

  it('above the worktree, which is nobody\'s commit', async () => {
    const { rig } = await open();
    const c = await rig.addWorktree('c', { at: 'deep/c' });
    c.writeOld('../clippy.toml', STRICT);
    await c.warm();
    expect(await clippy(c)).not.toBe(0);
  });

  it('is the same', async () => {
    const { b } = await open({ 'clippy.toml': 'too-many-arguments-threshold = 9\n' });
    await b.warm();
    expect(await b.cargo(['clippy', '--', '-D', 'warnings'])).toMatchObject({ compiled: [] });
    b.write('core_lib/clippy.toml', STRICT);
    expect(await clippy(b)).not.toBe(0);
  });
});
