import { spawn } from 'node:child_process';
import { mkdirSync, readdirSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { acquireFlock } from '../../src/system/flock.ts';
import { appAndLibrary } from '../rig/crate.ts';
import { MAIN_SCRIPT } from '../rig/environment.ts';
import { exec, type Exit } from '../rig/process.ts';
import { useRigs, type Rig } from '../rig/rig.ts';
import type { Worktree } from '../rig/worktree.ts';
import { WITHOUT_STRACE } from '../support/strace.ts';

const createRig = useRigs();

/** Ctrl-C at the first call of this name. The process, and strace with it, ends by a signal: status -1. */
function interrupted(worktree: Worktree, rig: Rig, call: string, args: readonly string[]): Promise<Exit> {
  const command = ['-o', join(rig.temporary, 'trace'), '-e', `inject=${call}:signal=INT:when=1`, process.execPath, MAIN_SCRIPT, ...args];
  return exec('strace', command, { cwd: worktree.path, env: rig.env, statuses: [-1] });
}

const leftIn = (rig: Rig): string[] => readdirSync(join(rig.store, 'v1', 'tmp'));

async function savedRig(): Promise<Rig> {
  const rig = await createRig({ files: appAndLibrary() });
  await rig.main.cargo(['build']);
  await rig.main.save();
  return rig;
}

/** A fresh worktree's build compiles nothing, and every stored unit is whole. */
async function worksAsEver(rig: Rig): Promise<void> {
  await rig.main.save();
  const worktree = await rig.addWorktree(`after-${readdirSync(rig.temporary).length}`);
  await worktree.warm();
  expect((await worktree.cargo(['build'])).compiled).toEqual([]);
  await rig.main.share(['verify', '--deep']);
}

it('what a killed writer left goes with the next save, also where nothing is new', async () => {
  const rig = await savedRig();
  mkdirSync(join(rig.store, 'v1/tmp/1-0123456789abcdef'));
  await rig.main.save();
  expect(leftIn(rig)).toEqual([]);
});

describe.skipIf(WITHOUT_STRACE !== '')(`Ctrl-C${WITHOUT_STRACE}`, () => {
  it('ends a save between two units, says so and leaves nothing', async () => {
    const rig = await createRig({ files: appAndLibrary() });
    await rig.main.cargo(['build']);
    const { stderr } = await interrupted(rig.main, rig, 'flock', ['save']);
    expect(stderr).toMatch(/^error\[interrupted\]/m);
    expect(leftIn(rig)).toEqual([]);
    await worksAsEver(rig);
  });

  it('ends verify', async () => {
    const rig = await savedRig();
    const { stderr } = await interrupted(rig.main, rig, 'rename', ['verify', '--deep']);
    expect(stderr).not.toMatch(/^\s+at .*:\d+:\d+/m);
    await worksAsEver(rig);
  });

  it('ends verify while it drops what is damaged, and leaves nothing', async () => {
    const rig = await savedRig();
    const units = join(rig.store, 'v1/units');
    for (const path of readdirSync(units, { recursive: true, encoding: 'utf8' })) if (path.endsWith('manifest.json')) truncateSync(join(units, path), 9);
    await interrupted(rig.main, rig, 'rmdir', ['verify', '--repair']);
    expect(leftIn(rig)).toEqual([]);
    await rig.main.share(['verify', '--repair']);
    await worksAsEver(rig);
  });

  it('ends gc with the store whole', async () => {
    const rig = await savedRig();
    const { stderr } = await interrupted(rig.main, rig, 'rmdir', ['gc', '--max-size', '0']);
    expect(stderr).not.toMatch(/^\s+at .*:\d+:\d+/m);
    await worksAsEver(rig);
  });

  it('ends a warm: what was placed stays, and cargo builds the rest', async () => {
    const rig = await savedRig();
    const worktree = await rig.addWorktree('fresh');
    const { stderr } = await interrupted(worktree, rig, 'utimensat', ['warm']);
    expect(stderr).not.toMatch(/^\s+at .*:\d+:\d+/m);
    await worktree.cargo(['build']);
    expect(await worktree.run('app')).toBe(await rig.main.run('app'));
    await worksAsEver(rig);
  });
});

describe('told to end while cargo builds', () => {
  it('a warm that waits for its lock waits no longer', async () => {
    const rig = await savedRig();
    const worktree = await rig.addWorktree('fresh');
    worktree.write('target/debug/.cargo-lock', '');
    const held = await acquireFlock({ path: join(worktree.target, 'debug', '.cargo-lock'), mode: 'exclusive', timeoutMs: 0 });
    if (!held.ok) throw new Error(held.error);
    const exit = await new Promise<Exit>((resolve) => {
      const child = spawn(process.execPath, [MAIN_SCRIPT, 'warm'], { cwd: worktree.path, env: rig.env, stdio: ['ignore', 'ignore', 'pipe'] });
      let stderr = '';
      child.stderr.on('data', (text: Buffer) => {
        stderr += text.toString();
        if (stderr.includes('Blocking')) child.kill('SIGTERM');
      });
      child.on('close', (status) => resolve({ stdout: '', stderr, status: status ?? -1 }));
    });
    held.value.release();
    expect(exit.status).toBe(-1);
    expect(exit.stderr).toMatch(/^error\[interrupted\]/m);
    await worktree.warm();
    expect((await worktree.cargo(['build'])).compiled).toEqual([]);
  });
});
