/** `node --import tsx test/campaign/page.ts`: writes the figures of `test/campaign/results` into docs/campaign.md, and the long lists beside the results. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { details, pageFigures, readResults, withFigures } from './page-figures.ts';

const page = join(import.meta.dirname, '..', '..', 'docs', 'campaign.md');
const directory = join(import.meta.dirname, 'results');
const results = readResults(directory);
writeFileSync(page, withFigures(readFileSync(page, 'utf8'), pageFigures(results)));
writeFileSync(join(directory, 'README.md'), details(results));
