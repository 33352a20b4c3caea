import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { busyDirectories, lockDirectories } from '../../../src/commands/reclaim/lock-directories.ts';
import type { AbsolutePath } from '../../../src/system/brand.ts';
import { acquireFlock } from '../../../src/system/flock.ts';

let target: string;
beforeEach(() => {
  target = mkdtempSync(join(tmpdir(), 'locks-'));
  for (const path of ['debug/.cargo-lock', 'rust-analyzer/.rustc_info.json', 'rust-analyzer/debug/.cargo-lock']) {
    mkdirSync(dirname(join(target, path)), { recursive: true });
    writeFileSync(join(target, path), '');
  }
});
afterEach(() => rmSync(target, { recursive: true }));

const place = (path: string) => ({ targetDirectory: path as AbsolutePath, buildDirectory: path as AbsolutePath });

test.each([true, false])('a directory and one that an editor builds in below it are locked together (nested: %s)', async (nested) => {
  const locked = await lockDirectories([place(target), place(join(target, 'rust-analyzer'))], { nested });
  expect([...locked.busy]).toEqual([]);
  expect((await acquireFlock({ path: join(target, 'rust-analyzer/debug/.cargo-lock'), mode: 'exclusive', timeoutMs: 0 })).ok).toBe(false);
  locked.release();
  expect((await lockDirectories([place(target)], { nested })).busy.size).toBe(0);
});

test('an editor that builds keeps the outer directory busy only where all of it is to go', async () => {
  const held = await acquireFlock({ path: join(target, 'rust-analyzer/debug/.cargo-lock'), mode: 'exclusive', timeoutMs: 0 });
  expect([...(await lockDirectories([place(target)], { nested: true })).busy]).toEqual([target]);
  const free = await lockDirectories([place(target)], { nested: false });
  expect([...free.busy]).toEqual([]);
  free.release();
  if (held.ok) held.value.release();
});

test('where cargo builds nothing is held', async () => {
  const held = await acquireFlock({ path: join(target, 'debug/.cargo-lock'), mode: 'exclusive', timeoutMs: 0 });
  const locked = await lockDirectories([place(target)], { nested: true });
  expect([...locked.busy]).toEqual([target]);
  expect((await acquireFlock({ path: join(target, 'rust-analyzer/debug/.cargo-lock'), mode: 'exclusive', timeoutMs: 0 })).ok).toBe(true);
  if (held.ok) held.value.release();
});

test('to ask who builds makes no lock file', async () => {
  rmSync(join(target, 'debug/.cargo-lock'));
  mkdirSync(join(target, 'debug/.fingerprint'));
  const apart = { targetDirectory: join(target, 'elsewhere') as AbsolutePath, buildDirectory: target as AbsolutePath };
  mkdirSync(join(target, 'elsewhere/debug'), { recursive: true });
  expect([...(await busyDirectories([apart]))]).toEqual([]);
  expect(readdirSync(join(target, 'debug'))).toEqual(['.fingerprint']);
  expect(readdirSync(join(target, 'elsewhere/debug'))).toEqual([]);
});
