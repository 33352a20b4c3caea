import { tmpdir } from 'node:os';
import { expect, it } from 'vitest';
import { runLayout } from '../concurrency/runner.ts';
import { tallyLines } from '../concurrency/report.ts';
import type { Failure } from '../concurrency/results.ts';
import { TRIED_LAYOUTS } from '../rig/layout.ts';

/** A slice of `npm run concurrency`, the same operations each time; how they meet is another story each time. */
const OPERATIONS = 10;

it.each(TRIED_LAYOUTS)('ten at once: none fails or hangs, every program is right, the store gives what a run in a line gives (%s)', async (layout) => {
  const failures: Failure[] = [];
  const failed = (failure: Failure): void => void failures.push(failure);
  const tally = await runLayout({ layout, operations: OPERATIONS, processes: OPERATIONS, seed: 3, round: OPERATIONS, directory: tmpdir(), failed, looked: () => undefined });
  process.stderr.write(`${tallyLines(layout, tally).join('\n')}\n`);
  expect(failures).toEqual([]);
  expect(tally.serial).toBeGreaterThan(0);
});
