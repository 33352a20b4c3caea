import { expect, test } from 'vitest';
import { drawChart } from '../../../bench/peers/chart.ts';
import type { PeersResult } from '../../../bench/peers/result.ts';
import { formatTables } from '../../../bench/peers/table.ts';
import { MACHINE } from '../machine.ts';

const result: PeersResult = {
  schema: 1,
  workspace: 'shop',
  commit: 'v1',
  seconds: 60,
  machine: MACHINE,
  pieces: [{ day: '2026-01-01', only: 'a', rounds: 3, ways: ['plain cargo', 'cargo-share linked', 'fast & wrong'] }],
  programs: { fast: 'fast 1.0' },
  ways: ['plain cargo', 'cargo-share linked', 'fast & wrong'],
  left: [{ way: 'absent', why: 'absent is not installed' }],
  samples: [
    ...[4, 2, 3].map((value, round) => ({ measure: 'fresh build' as const, way: 'plain cargo', round, value })),
    ...[0.4, 0.2, 0.3].map((value, round) => ({ measure: 'fresh build' as const, way: 'cargo-share linked', round, value })),
    { measure: 'fresh build', way: 'fast & wrong', round: 0, value: 0.1 },
    { measure: 'disk of each further worktree', way: 'plain cargo', round: 0, value: 2 ** 21 },
  ],
  verdicts: [
    { way: 'plain cargo', story: 'another branch', wrong: [], times: [0, 3] },
    { way: 'fast & wrong', story: 'another branch', wrong: ['code'], times: [1, 3] },
  ],
  failures: [{ way: 'cargo-share linked', what: 'scenario d', said: 'Error: why\nand more' }],
};

test('tables have medians, ratios, and who was wrong how often', () => {
  const text = formatTables(result);
  expect(text).toContain('| plain cargo | 3.00 s |');
  expect(text).toContain('| cargo-share linked | 0.300 s (10.0%) |');
  expect(text).toContain('| fast & wrong (**wrong programs**) | 0.100 s (3.33%) |');
  expect(text).toContain('| plain cargo | 2.00 MiB |');
  expect(text).toContain('| fast & wrong | **wrong** (1 of 3): code |');
  expect(text).toContain('- left out: absent: absent is not installed');
  expect(text).toContain('- failed: cargo-share linked, scenario d: Error: why and more');
});

test('the chart has a bar for each median and a tick for each sample, the fastest way first', () => {
  const chart = drawChart(result);
  expect(chart.match(/<rect [^>]*class="(ours|other|wrong)"/g)?.map((bar) => /class="(\w+)"/.exec(bar)?.[1])).toEqual(['wrong', 'ours', 'other', 'other']);
  expect(chart.match(/class="sample"/g)).toHaveLength(8);
  expect(chart).toContain('fast &amp; wrong');
  expect(chart).not.toMatch(/NaN|Infinity/);
});
