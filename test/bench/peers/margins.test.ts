import { expect, test } from 'vitest';
import { marginsOf } from '../../../bench/peers/margins.ts';
import type { PeersResult } from '../../../bench/peers/result.ts';
import type { Measure, Sample } from '../../../bench/peers/sample.ts';
import { MACHINE } from '../machine.ts';

const WAYS = ['plain cargo', 'cargo-share linked', 'cargo-share shared', 'mbx'] as const;

function resultOf(rows: Readonly<Partial<Record<Measure, readonly (number | undefined)[]>>>, o: { cores?: number; parts?: Sample['parts'] } = {}): PeersResult {
  const samples = Object.entries(rows).flatMap(([measure, values]) =>
    values.flatMap((value, index) => (value === undefined ? [] : [{ measure: measure as Measure, way: WAYS[index] ?? '', round: 0, value, ...(o.parts === undefined ? {} : { parts: o.parts }) }])),
  );
  return {
    schema: 1,
    workspace: 'shop',
    commit: 'v1',
    seconds: 1,
    machine: { ...MACHINE, cores: o.cores ?? 2 },
    pieces: [{ day: '2026-01-01', only: 'abcdefg', rounds: 1, ways: WAYS }],
    programs: {},
    ways: WAYS,
    left: [],
    samples,
    verdicts: [],
    failures: [],
  };
}

const met = (result: PeersResult): boolean[] => marginsOf(result).map((margin) => margin.met);

test('a fresh build is first, and near one with nothing to do', () => {
  const fast = resultOf({ 'fresh build': [9, 0.3, 5, 0.4], 'build with nothing to do': [0.1, 0.1] });
  expect(marginsOf(fast).map(({ promise, measured, met: kept }) => [promise.split(':')[0], measured, kept])).toEqual([
    ['fresh build', '0.200 s', true],
    ['fresh build', '0.300 s (mbx 0.400 s)', true],
    ['build with nothing to do', '0.100 s (plain cargo 0.100 s)', true],
  ]);
  expect(met(resultOf({ 'fresh build': [9, 0.4, 0.3, 0.3], 'build with nothing to do': [0.1, 0.12] }))).toEqual([false, false, false]);
});

test('four at once: on fewer than four cores they cannot take as long as one', () => {
  const rows = { 'fresh build': [9, 1], 'four fresh builds at once': [40, 2.5] };
  const atOnce = (cores: number): boolean | undefined => marginsOf(resultOf(rows, { cores })).find(({ promise }) => promise.startsWith('four at once'))?.met;
  expect([2, 4].map(atOnce)).toEqual([true, false]);
  expect(marginsOf(resultOf(rows)).find(({ promise }) => promise.startsWith('four at once'))?.promise).toBe('four at once: at most 1.3 of one, times 2 as four share 2 cores');
});

test('four at once and one of different runs are not compared', () => {
  const whole = resultOf({ 'fresh build': [9, 1], 'four fresh builds at once': [40, 2.5] });
  const [piece] = whole.pieces;
  const later = { ...piece!, only: 'd' };
  const promises = (result: PeersResult): string[] => marginsOf(result).map(({ promise }) => promise.split(':')[0]!);
  expect(promises(whole)).toContain('four at once');
  expect(promises({ ...whole, pieces: [piece!, later] })).not.toContain('four at once');
  expect(promises({ ...whole, pieces: [piece!, { ...later, ways: ['mbx'] }] })).toContain('four at once');
});

test('times of ways of different runs are not compared, bytes are', () => {
  const whole = resultOf({ 'fresh build': [9, 0.3, 5, 0.2], 'disk of each further worktree': [9, 3, 5, 2], 'git commit': [0.01, 0.9] });
  const [piece] = whole.pieces;
  const apart = (way: string): PeersResult => ({ ...whole, pieces: [piece!, { ...piece!, ways: [way] }] });
  const of = (result: PeersResult): string[] => marginsOf(result).map(({ promise, met: kept }) => `${promise.split(':')[0]}: ${kept}`);
  expect(of(whole)).toEqual(['fresh build: false', 'disk of each further worktree: false', 'commit: false']);
  expect(of(apart('mbx'))).toEqual(['fresh build: true', 'disk of each further worktree: false', 'commit: false']);
  expect(of(apart('plain cargo'))).toEqual(['fresh build: false', 'disk of each further worktree: false']);
});

test('ten worktrees: private files are counted apart', () => {
  const rows = { 'disk of the first worktree': [1000, 1010], 'disk of each further worktree': [1000, 20] };
  const disk = (privately: number): boolean | undefined => marginsOf(resultOf(rows, { parts: { private: privately } })).find(({ promise }) => promise.startsWith('ten'))?.met;
  expect(disk(18)).toBe(true);
  expect(disk(10)).toBe(false);
});

test('what it costs is held against plain cargo', () => {
  const costs = resultOf({ 'first worktree, cold': [100, 101.9], 'git commit': [0.01, 0.05] });
  expect(met(costs)).toEqual([true, true]);
  expect(met(resultOf({ 'first worktree, cold': [100, 102.1], 'git commit': [0.01, 0.07] }))).toEqual([false, false]);
});

test('without samples nothing is promised', () => {
  expect(marginsOf(resultOf({}))).toEqual([]);
});
