import { expect, test } from 'vitest';
import { busyShare, isShortOfMemory, ticksIn } from '../../src/system/load.ts';

const at = (...ticks: number[]): NonNullable<ReturnType<typeof ticksIn>> => {
  const read = ticksIn(`cpu  ${ticks.join(' ')} 0 0\ncpu0 1 2 3\n`);
  if (read === undefined) throw new Error('not read');
  return read;
};

test('what runs at a low priority keeps nobody busy', () => {
  const before = at(100, 50, 10, 1000, 5, 0, 0, 0);
  expect(busyShare(before, at(100, 250, 10, 1000, 5, 0, 0, 0))).toBe(0);
  expect(busyShare(before, at(180, 60, 20, 1000, 5, 0, 0, 0))).toBe(0.9);
  expect(busyShare(before, before)).toBe(0);
});

test('a system that does not say is not busy, and has memory', () => {
  expect(ticksIn(undefined)).toBeUndefined();
  expect(ticksIn('intr 1 2 3 4 5 6 7 8\n')).toBeUndefined();
  expect(isShortOfMemory('')).toBe(false);
});

test('less than an eighth of the memory, or 1 GiB, is too little', () => {
  const text = (available: number, total: number): string => `MemTotal:       ${total} kB\nMemFree:  1 kB\nMemAvailable:   ${available} kB\n`;
  expect(isShortOfMemory(text(3_000_000, 16_000_000))).toBe(false);
  expect(isShortOfMemory(text(1_900_000, 16_000_000))).toBe(true);
  expect(isShortOfMemory(text(1_000_000, 2_000_000))).toBe(true);
});
