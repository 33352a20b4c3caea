/** `node --import tsx test/concurrency/page.ts`: writes the figures of the runs that were saved into docs/robustness.md, and the long lists beside the results. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { details, pageWith, readRuns } from './page-figures.ts';

const page = join(import.meta.dirname, '..', '..', 'docs', 'robustness.md');
const runs = readRuns(join(import.meta.dirname, '..'));
writeFileSync(page, pageWith(readFileSync(page, 'utf8'), runs));
writeFileSync(join(import.meta.dirname, 'results', 'README.md'), details(runs));
