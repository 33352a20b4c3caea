import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { makePassingDirectory } from '../../src/system/passing-directory.ts';
import { mountFileSystem } from '../support/mounts.ts';

const roomy = mountFileSystem({ type: 'tmpfs', kilobytes: 2 * 1024 * 1024 });
const small = mountFileSystem({ type: 'tmpfs', kilobytes: 1024 });
const made: string[] = [];
afterAll(() => {
  for (const directory of made) rmSync(directory, { recursive: true, force: true });
  for (const mount of [roomy, small]) if ('remove' in mount) mount.remove();
});

function madeBy(memory: string): string {
  const directory = makePassingDirectory('passing-', memory);
  made.push(directory);
  return dirname(directory);
}

test('where nothing is in memory it is made as others are', () => {
  expect(madeBy(join(mkdtempSync(join(tmpdir(), 'passing-')), 'gone'))).toBe(tmpdir());
});

test.skipIf('unavailable' in roomy || 'unavailable' in small)('in memory, where there is room and programs may run', () => {
  if ('unavailable' in roomy || 'unavailable' in small) return;
  expect(madeBy(small.path)).toBe(tmpdir());
  expect(madeBy(roomy.path)).toBe(roomy.path);
  expect(made.every((directory) => existsSync(directory) && readdirSync(directory).length === 0)).toBe(true);
  expect(spawnSync('mount', ['-o', 'remount,noexec', roomy.path]).status).toBe(0);
  expect(madeBy(roomy.path)).toBe(tmpdir());
  expect(readdirSync(roomy.path)).toHaveLength(1);
});
