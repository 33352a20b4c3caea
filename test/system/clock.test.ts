import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { TimeNs } from '../../src/system/brand.ts';
import { isPast, latestOf, nowNs, waitPast } from '../../src/system/clock.ts';

let directory: string;

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'clock-'));
});

afterAll(() => rmSync(directory, { recursive: true, force: true }));

function write(name: string): bigint {
  writeFileSync(join(directory, name), '');
  return statSync(join(directory, name), { bigint: true }).mtimeNs;
}

test('a file written after waitPast is newer than one written before it', () => {
  for (let round = 0; round < 20; round += 1) {
    const before = write('before');
    expect(waitPast(before)).toBe(true);
    expect(write('after')).toBeGreaterThan(before);
  }
});

test('an old time is past, a far future one is not and is not waited for', () => {
  expect(isPast(0n)).toBe(true);
  expect(waitPast(0n)).toBe(true);
  expect(waitPast(nowNs() + 3_600_000_000_000n)).toBe(false);
});

test('a time of whole seconds may stand for a whole second, one of an even second for two', () => {
  const cut = [1_001n, 1_002n].map((seconds) => latestOf((seconds * 1_000_000_000n) as TimeNs));
  expect(cut[0]).toBeGreaterThanOrEqual(1_001_999_999_999n);
  expect(cut[1]).toBeGreaterThanOrEqual(1_003_999_999_999n);
  expect(latestOf(1_001_000_000_001n as TimeNs)).toBe(1_001_000_000_001n);
});
