import { join } from 'node:path';
import { expect, it } from 'vitest';
import * as firstEdit from '../../bench/first-edit/page.ts';
import * as left from '../../bench/left/page-figures.ts';
import * as situations from '../../bench/situations/page.ts';
import * as campaign from '../campaign/page-figures.ts';
import * as robustness from '../concurrency/page-figures.ts';
import { readProject, ROOT } from './files.ts';

it('docs/left-to-cargo.md shows the results of bench/left (npm run generate)', () => {
  const page = readProject('docs/left-to-cargo.md');
  expect(page).toBe(left.withFigures(page, left.pageFigures(left.readResults(join(ROOT, 'bench/results/left')))));
});

it('docs/situations.md shows the newest result of bench/situations', () => {
  const page = readProject('docs/situations.md');
  expect(page).toBe(situations.withFigures(page, situations.pageFigures(situations.readResult())));
});

it('docs/campaign.md shows the campaigns that were saved, of the rules that there are', () => {
  const page = readProject('docs/campaign.md');
  expect(page).toBe(campaign.withFigures(page, campaign.pageFigures(campaign.readResults(join(ROOT, 'test/campaign/results')))));
});

it('docs/robustness.md shows the figures of the runs that were saved', () => {
  const page = readProject('docs/robustness.md');
  expect(page).toBe(robustness.pageWith(page, robustness.readRuns(join(ROOT, 'test'))));
});

it('docs/incremental.md has the first edits of all results', () => {
  const page = readProject('docs/incremental.md');
  expect(page).toBe(firstEdit.withFirstEdits(page, firstEdit.readResults(firstEdit.RESULTS)));
});
