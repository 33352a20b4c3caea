/** `node --import tsx test/campaign/page.ts`: writes the figures of `test/campaign/results` into docs/campaign.md. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pageFigures, readResults, withFigures } from './page-figures.ts';

const page = join(import.meta.dirname, '..', '..', 'docs', 'campaign.md');
writeFileSync(page, withFigures(readFileSync(page, 'utf8'), pageFigures(readResults(join(import.meta.dirname, 'results')))));
