import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { acquireFlock, isOnNfs, tryFlock, tryFlockProgram, unlock, withFlock } from '../../src/system/flock.ts';

let directory: string;
let file: string;
const opened: number[] = [];

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'flock-'));
  file = join(directory, 'lock');
  writeFileSync(file, '');
});

afterEach(() => {
  for (const fd of opened.splice(0)) closeSync(fd);
  rmSync(directory, { recursive: true, force: true });
});

function open(): number {
  const fd = openSync(file, 'r');
  opened.push(fd);
  return fd;
}

/** Whether util-linux's own `flock` finds the file locked, as cargo would. */
function programFindsBusy(how: '-x' | '-s'): boolean {
  return spawnSync('flock', ['-n', how, file, 'true']).status === 1;
}

/** Another process that holds the lock until its standard input ends. */
async function holder(how: '-x' | '-s'): Promise<{ child: ChildProcess; letGo: () => Promise<void> }> {
  const child = spawn('flock', [how, file, 'sh', '-c', 'echo held; cat'], { stdio: ['pipe', 'pipe', 'inherit'] });
  await new Promise((done) => child.stdout?.once('data', done));
  const ended = new Promise<void>((done) => child.once('exit', () => done()));
  return {
    child,
    letGo: async () => {
      child.stdin?.end();
      await ended;
    },
  };
}

describe('tryFlock', () => {
  test('keeps flock(1) out until unlocked', () => {
    const fd = open();
    expect(tryFlock(fd, 'exclusive')).toBe('locked');
    expect(programFindsBusy('-s')).toBe(true);
    unlock(fd);
    expect(programFindsBusy('-x')).toBe(false);
  });

  test('shared locks admit each other and keep an exclusive one out', () => {
    const first = open();
    const second = open();
    expect(tryFlock(first, 'shared')).toBe('locked');
    expect(tryFlock(second, 'shared')).toBe('locked');
    expect(tryFlock(open(), 'exclusive')).toBe('busy');
    expect(programFindsBusy('-s')).toBe(false);
    expect(programFindsBusy('-x')).toBe(true);
  });

  test('sees the lock of another process, and its end', async () => {
    const other = await holder('-x');
    expect(tryFlock(open(), 'shared')).toBe('busy');
    await other.letGo();
    expect(tryFlock(open(), 'exclusive')).toBe('locked');
  });

  test('a child process does not inherit the lock', async () => {
    const fd = openSync(file, 'r');
    expect(tryFlock(fd, 'exclusive')).toBe('locked');
    const child = spawn('cat', { stdio: ['pipe', 'ignore', 'ignore'] });
    closeSync(fd);
    expect(programFindsBusy('-x')).toBe(false);
    child.stdin.end();
    await new Promise((done) => child.once('exit', done));
  });
});

describe('tryFlockProgram, for machines without the C library binding', () => {
  test('the lock outlives the program and keeps others out', () => {
    const fd = open();
    expect(tryFlockProgram(fd, 'exclusive')).toBe('locked');
    expect(tryFlock(open(), 'shared')).toBe('busy');
    expect(programFindsBusy('-s')).toBe(true);
  });

  test('reports a conflict', () => {
    expect(tryFlock(open(), 'exclusive')).toBe('locked');
    expect(tryFlockProgram(open(), 'shared')).toBe('busy');
  });
});

describe('acquireFlock', () => {
  test('gives up at the deadline', async () => {
    expect(tryFlock(open(), 'exclusive')).toBe('locked');
    expect(await acquireFlock({ path: file, mode: 'exclusive', timeoutMs: 0 })).toEqual({ ok: false, error: 'busy' });
  });

  test('says once that it waits, and gets the lock when the other lets go', async () => {
    const other = await holder('-x');
    let waits = 0;
    const lock = await acquireFlock({
      path: file,
      mode: 'exclusive',
      timeoutMs: 60_000,
      onWait: () => {
        waits += 1;
        void other.letGo();
      },
    });
    expect(lock.ok).toBe(true);
    expect(waits).toBe(1);
    if (lock.ok) lock.value.release();
    expect(programFindsBusy('-x')).toBe(false);
  });

  test('withFlock lets go when the body throws', async () => {
    const broken = withFlock({ path: file, mode: 'exclusive', timeoutMs: 0 }, () => {
      throw new Error('broken');
    });
    await expect(broken).rejects.toThrow('broken');
    expect(programFindsBusy('-x')).toBe(false);
  });
});

test('a local file system is not NFS', () => {
  expect(isOnNfs(directory)).toBe(false);
});
