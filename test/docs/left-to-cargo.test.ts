import { join } from 'node:path';
import { expect, it } from 'vitest';
import { pageFigures, readResults, withFigures } from '../../bench/left/page-figures.ts';
import { readProject, ROOT } from './files.ts';

it('docs/left-to-cargo.md shows the results of bench/left', () => {
  const page = readProject('docs/left-to-cargo.md');
  expect(page).toBe(withFigures(page, pageFigures(readResults(join(ROOT, 'bench/results/left')))));
});
