import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmdirSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { WarmDocument } from '../../src/report/documents/warm.ts';
import { applyEdit, buildAndCompare } from '../engine/incremental/compare-edit.ts';
import { edit, filesOf, FIRST, randomOf } from '../engine/incremental/program.ts';
import { MAIN_SCRIPT } from '../rig/environment.ts';
import { useRigs, type Rig, type RigOptions } from '../rig/rig.ts';
import { until } from '../rig/until.ts';
import type { RunOptions, Worktree } from '../rig/worktree.ts';
import { mountFileSystem, mountReadOnly } from '../support/mounts.ts';

/** What may go wrong while members are compiled aside. Whatever it is, builds go on, and are right. */
const createRig = useRigs();

async function saved(more: Omit<RigOptions, 'files'> = {}): Promise<Rig> {
  const rig = await createRig({ files: filesOf(FIRST), ...more });
  await rig.main.cargo(['build']);
  await rig.main.save();
  return rig;
}

/** What became of each unit; no mistake of this tool is among what is said beside. */
async function prepared(worktree: Worktree, options: RunOptions = {}): Promise<readonly string[]> {
  const { stdout, stderr } = await worktree.share(['--json', 'warm', '--incremental'], { ...options, statuses: 'any' });
  expect(stderr).not.toMatch(/error\[internal\]|^\s+at .*:\d+:\d+/m);
  const { incremental } = JSON.parse(stdout) as WarmDocument;
  return (incremental ?? []).map((unit) => `${unit.package} ${unit.state}`).sort();
}

const ALL = ['app compiled', 'low compiled', 'mac compiled'];

/** Each state that stands there is one that rustc has ended. */
function areWhole({ target }: Worktree): boolean {
  const incremental = join(target, 'debug', 'incremental');
  return (existsSync(incremental) ? readdirSync(incremental) : []).every((name) => readdirSync(join(incremental, name)).some((session) => session.startsWith('s-') && !session.endsWith('-working') && !session.endsWith('.lock')));
}

/** The first build compiles nothing, and an edit gives the objects of a build from scratch. */
async function buildsAsEver(worktree: Worktree): Promise<void> {
  expect(areWhole(worktree)).toBe(true);
  expect((await worktree.cargo(['build'])).compiled).toEqual([]);
  applyEdit(worktree, FIRST, edit(FIRST, 'body', randomOf(5)));
  await isAsFromScratch(worktree);
}

/** Of a crate that was placed, and neither compiled aside nor by cargo, there are no objects here. */
async function isAsFromScratch(worktree: Worktree): Promise<void> {
  const { different, prints, scratch } = await buildAndCompare(worktree);
  const crates = new Set(readdirSync(join(worktree.target, 'debug', 'incremental')));
  expect({ different: different.filter((name) => crates.has(name.split('/')[0] ?? '')), prints }).toEqual({ different: [], prints: scratch });
}

const disk = mountFileSystem({ type: 'ext4', megabytes: 600, options: ['-m', '0'] });
const readOnly = mountReadOnly();
afterAll(() => {
  if (!('unavailable' in disk)) disk.remove();
  if (!('unavailable' in readOnly)) readOnly.remove();
});
const without = (reason: { readonly unavailable: string } | object): string => ('unavailable' in reason ? ` (${String(reason.unavailable)})` : '');

describe.skipIf('unavailable' in disk)(`on a disk that is full${without(disk)}`, () => {
  it.each([
    [0, 'is not known'],
    [3000, 'is not known'],
    [1000, 'is known'],
  ])('but for %d kilobytes, where the compiler %s', async (kilobytes, known) => {
    if ('unavailable' in disk) return;
    const rig = await saved({ directory: disk.path });
    if (known === 'is known') await prepared(await rig.addWorktree('first'));
    const b = await rig.addWorktree('b');
    await b.warm();
    const filling = join(disk.path, 'filling');
    const free = (): number => statfsSync(disk.path).bavail * statfsSync(disk.path).bsize;
    for (let piece = 0; free() > kilobytes * 1024; piece += 1) fill(`${filling}-${piece}`, free() - kilobytes * 1024);
    try {
      const states = await prepared(b, { env: { TMPDIR: '/tmp' } });
      expect(states).not.toEqual(ALL);
    } finally {
      for (const name of readdirSync(disk.path)) if (name.startsWith('filling')) rmSync(join(disk.path, name));
    }
    await buildsAsEver(b);
    const c = await rig.addWorktree('c');
    await c.warm();
    expect(await prepared(c)).toEqual(ALL);
    await buildsAsEver(c);
  });
});

/** What does not fit is left out. */
function fill(path: string, bytes: number): void {
  try {
    writeFileSync(path, Buffer.alloc(Math.max(4096, Math.min(bytes, 64 << 20))));
  } catch {
    writeFileSync(path, '');
  }
}

describe.skipIf('unavailable' in readOnly)(`with a cache that is only read${without(readOnly)}`, () => {
  it.each(['in which the observer is', 'that is empty'])('%s', async (what) => {
    if ('unavailable' in readOnly) return;
    const rig = await saved();
    if (what === 'in which the observer is') await prepared(await rig.addWorktree('first'));
    const shown = join(rig.temporary, what === 'that is empty' ? 'empty' : 'cache');
    mkdirSync(shown, { recursive: true });
    readOnly.show(shown);
    try {
      const b = await rig.addWorktree('b');
      await b.warm();
      const env = { XDG_CACHE_HOME: readOnly.path };
      expect(await prepared(b, { env })).toEqual(what === 'that is empty' ? [] : ALL);
      if (what === 'that is empty') {
        expect((await b.share(['warm', '--incremental'], { env })).stderr).toContain('nothing is compiled aside[observer-unavailable]');
        expect(JSON.parse((await b.share(['--json', 'warm', '--incremental'], { env })).stdout)).toMatchObject({ incrementalFailure: { code: 'observer-unavailable' } });
      }
      await buildsAsEver(b);
    } finally {
      spawnSync('umount', ['-l', readOnly.path]);
    }
  });
});

/** Root as well gets EPERM there. Gives why it cannot be done: that needs root, and a file system that knows it. */
function immutable(path: string, on: boolean): string {
  const { status, error, stderr } = spawnSync('chattr', [on ? '+i' : '-i', path], { encoding: 'utf8' });
  return status === 0 ? '' : ` (chattr: ${error?.message ?? stderr.trim()})`;
}

const tried = mkdtempSync(join(tmpdir(), 'immutable-'));
const noImmutable = immutable(tried, true);
immutable(tried, false);
rmdirSync(tried);

describe.skipIf(noImmutable !== '')(`where a directory refuses to be written to${noImmutable}`, () => {
  it.each(['target/debug', 'target/debug/incremental', '../store/v1/tmp'])('%s', async (refusing) => {
    const rig = await saved();
    const b = await rig.addWorktree('b');
    await b.warm();
    const path = join(b.path, refusing);
    mkdirSync(path, { recursive: true });
    immutable(path, true);
    try {
      expect(await prepared(b)).not.toContain('low compiled');
    } finally {
      immutable(path, false);
    }
    expect(readdirSync(join(rig.store, 'v1', 'tmp'))).toEqual([]);
    await buildsAsEver(b);
  });
});

describe('killed in the middle', () => {
  it.each(['alone', 'with all that it has started'])('%s, it leaves nothing that a build meets', async (how) => {
    const rig = await saved();
    await prepared(await rig.addWorktree('first'));
    const b = await rig.addWorktree('b');
    await b.warm();
    const temporary = join(rig.store, 'v1', 'tmp');
    // What is removed while it is looked through is an error, and looked for once more.
    const isCompiling = (): boolean => {
      try {
        return readdirSync(temporary, { recursive: true, encoding: 'utf8' }).some((name) => name.endsWith('-working'));
      } catch {
        return false;
      }
    };
    const child = spawn(process.execPath, [MAIN_SCRIPT, 'warm', '--incremental'], { cwd: b.path, env: rig.env, stdio: 'ignore', detached: true });
    const ended = new Promise((resolve) => child.once('exit', resolve));
    await until(isCompiling);
    process.kill(how === 'alone' ? child.pid ?? 0 : -(child.pid ?? 0), 'SIGKILL');
    await ended;
    expect(areWhole(b)).toBe(true);
    const c = await rig.addWorktree('c');
    await c.warm();
    expect(await prepared(c)).toEqual(ALL);
    await rig.settle();
    expect(readdirSync(temporary)).toEqual([]);
    await buildsAsEver(b);
    await buildsAsEver(c);
  });
});

it('the donor is edited and built meanwhile: the worktree gets its own', async () => {
  const rig = await saved();
  await prepared(await rig.addWorktree('first'));
  const b = await rig.addWorktree('b');
  await b.warm();
  const under = { way: true };
  const preparing = prepared(b).finally(() => (under.way = false));
  let program = FIRST;
  for (let seed = 0; under.way; seed += 1) {
    const next = edit(program, 'body', randomOf(seed));
    applyEdit(rig.main, program, next);
    program = next;
    await rig.main.cargo(['build']);
    await rig.main.save();
  }
  expect(await preparing).toEqual(ALL);
  await buildsAsEver(b);
});

it('a build with an edit begins in the middle: it is right, and what was edited is not compiled aside any more', async () => {
  const rig = await saved();
  await prepared(await rig.addWorktree('first'));
  const b = await rig.addWorktree('b');
  await b.warm();
  const temporary = join(rig.store, 'v1', 'tmp');
  const preparing = prepared(b);
  await until(() => readdirSync(temporary, { recursive: true, encoding: 'utf8' }).some((name) => name.endsWith('-working')));
  applyEdit(b, FIRST, edit(FIRST, 'body', randomOf(5)));
  await isAsFromScratch(b);
  await preparing;
  expect(areWhole(b)).toBe(true);
});
