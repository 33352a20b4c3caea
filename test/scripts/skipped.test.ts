import { expect, test } from 'vitest';
import { skippedLines } from '../../scripts/skipped.ts';

test('skipped tests are counted and named, those that need a Mac first', () => {
  const results = (...names: [string, string][]) => ({ assertionResults: names.map(([status, fullName]) => ({ status, fullName })) });
  const testResults = [results(['passed', 'a'], ['skipped', 'reflinks: no mkfs']), results(['pending', 'the kernel (needs a Mac) clones'], ['failed', 'b'])];
  expect(skippedLines({ testResults })).toEqual(['2 skipped, of them 1 that need a Mac', '  the kernel (needs a Mac) clones', '  reflinks: no mkfs']);
  expect(skippedLines({})).toEqual(['0 skipped, of them 0 that need a Mac']);
});
