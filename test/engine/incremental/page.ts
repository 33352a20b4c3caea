/** `node --import tsx test/engine/incremental/page.ts`: writes what `npm run edits` found into docs/incremental.md. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readResults, RESULTS, withEdits } from './results.ts';

const page = join(import.meta.dirname, '..', '..', '..', 'docs', 'incremental.md');
writeFileSync(page, withEdits(readFileSync(page, 'utf8'), readResults(RESULTS)));
