import { expect, test } from 'vitest';
import { isInterrupted } from '../../src/system/interruption.ts';

test('nothing interrupts work that nobody can interrupt', async () => {
  expect(await isInterrupted(undefined)).toBe(false);
});

test('what happens while the work goes on is heard', async () => {
  const controller = new AbortController();
  let steps = 0;
  setImmediate(() => controller.abort());
  while (!(await isInterrupted(controller.signal))) steps += 1;
  expect(controller.signal.aborted).toBe(true);
  expect(steps).toBeLessThan(Number.POSITIVE_INFINITY);
});
