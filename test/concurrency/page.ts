/** `node --import tsx test/concurrency/page.ts`: writes the figures of the runs that were saved into docs/robustness.md. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pageWith, readRuns } from './page-figures.ts';

const page = join(import.meta.dirname, '..', '..', 'docs', 'robustness.md');
writeFileSync(page, pageWith(readFileSync(page, 'utf8'), readRuns(join(import.meta.dirname, '..'))));
