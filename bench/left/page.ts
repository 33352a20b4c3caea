/** `node --import tsx bench/left/page.ts`: writes docs/left-to-cargo.md from `bench/results/left`. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pageFigures, readResults, withFigures } from './page-figures.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const PAGE = join(ROOT, 'docs', 'left-to-cargo.md');

export function writePage(results: string): void {
  writeFileSync(PAGE, withFigures(readFileSync(PAGE, 'utf8'), pageFigures(readResults(results))));
}

if (process.argv[1] === import.meta.filename) writePage(join(ROOT, 'bench', 'results', 'left'));
