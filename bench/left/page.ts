/** `node --import tsx bench/left/page.ts`: writes docs/left-to-cargo.md from `bench/results/left`, and what is too long for it beside the results. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { details, pageFigures, readResults, withFigures } from './page-figures.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const PAGE = join(ROOT, 'docs', 'left-to-cargo.md');

export function writePage(results: string): void {
  const read = readResults(results);
  writeFileSync(PAGE, withFigures(readFileSync(PAGE, 'utf8'), pageFigures(read)));
  writeFileSync(join(results, 'README.md'), details(read));
}

if (process.argv[1] === import.meta.filename) writePage(join(ROOT, 'bench', 'results', 'left'));
