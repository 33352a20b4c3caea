import { expect, it } from 'vitest';
import { savedChart } from '../../../src/report/html/chart.ts';

const NOON = Date.UTC(2026, 2, 4, 12);

it('within one day the ends are times of day, and the day is said once', () => {
  const chart = savedChart([{ at: NOON, savedMs: 60_000 }, { at: NOON + 600_000, savedMs: 300_000 }]);
  expect(chart).toContain('>12:00 UTC</text>');
  expect(chart).toContain('>12:10 UTC</text>');
  expect(chart).toContain('5 min on the clock saved by 2 warms, on 2026-03-04');
});

it('over several days the ends are days', () => {
  const chart = savedChart([{ at: NOON, savedMs: 1 }, { at: NOON + 86_400_000, savedMs: 2 }]);
  expect(chart).toContain('>2026-03-04</text>');
  expect(chart).toContain('from 2026-03-04 to 2026-03-05');
});
