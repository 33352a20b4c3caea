import { expect, test } from 'vitest';
import { drawScale } from '../../../bench/scale/chart.ts';
import { COMMANDS, exponentOf, type Growth, type ScaleResult } from '../../../bench/scale/result.ts';
import { formatScale } from '../../../bench/scale/table.ts';
import { MACHINE } from '../machine.ts';

const units: Growth = {
  by: 'units',
  points: COMMANDS.flatMap((command, index) => [10, 100, 1000].map((at) => ({ command, at, seconds: 0.1 + 0.001 * at ** (index === 0 ? 1.5 : 1), peakBytes: at * 1e5 }))),
};
const result: ScaleResult = {
  schema: 1,
  rounds: 3,
  machine: MACHINE,
  startUp: 0.1,
  growth: [units],
};

test('the exponent is of the time beyond start-up, between the two largest sizes', () => {
  expect(exponentOf(result, units, 'save')).toBeCloseTo(1.5);
  expect(exponentOf(result, units, 'warm')).toBeCloseTo(1);
  expect(exponentOf(result, { by: 'units', points: units.points.slice(0, 1) }, 'save')).toBeUndefined();
});

test('the table says what is worse than linear', () => {
  const text = formatScale(result);
  expect(text).toContain('|  | 10 units | 100 units | 1000 units | exponent | memory at most |');
  expect(text).toContain('1.50 **worse than linear** | 100 MB |');
  expect(text).toContain('| warm | 0.110 s | 0.200 s | 1.10 s | 1.00 | 100 MB |');
});

test('the chart has a line for each command, labels apart', () => {
  const chart = drawScale(result);
  expect(chart.match(/<polyline/g)).toHaveLength(COMMANDS.length);
  expect(chart.match(/<circle/g)).toHaveLength(units.points.length);
  expect(chart).not.toMatch(/NaN|Infinity/);
  const labels = [...chart.matchAll(/y="([\d.]+)">[a-z ]+ \(/g)].map(([, y]) => Number(y)).toSorted((a, b) => a - b);
  expect(labels.every((y, index) => index === 0 || y - (labels[index - 1] ?? 0) >= 15)).toBe(true);
});
