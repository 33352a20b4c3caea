import { join } from 'node:path';
import { expect, it } from 'vitest';
import { pageWith, readRuns } from '../concurrency/page-figures.ts';
import { readProject, ROOT } from './files.ts';

it('docs/robustness.md shows the figures of the runs that were saved', () => {
  const page = readProject('docs/robustness.md');
  expect(page).toBe(pageWith(page, readRuns(join(ROOT, 'test'))));
});
