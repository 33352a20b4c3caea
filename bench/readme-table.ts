/** `node --import tsx bench/readme-table.ts`: writes the newest results of `npm run bench` into README and docs/benchmarks.md. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { figuresSection, FOREMOST, newestResults, withFigures } from './readme-figures.ts';

const root = join(import.meta.dirname, '..');
const results = newestResults(join(import.meta.dirname, 'results'));
for (const [page, only] of [['README.md', FOREMOST], ['docs/benchmarks.md', undefined]] as const) {
  const path = join(root, page);
  const text = withFigures(readFileSync(path, 'utf8'), figuresSection(results, only));
  if (text === undefined) throw new Error(`${page} has lost the comments between which the figures stand`);
  writeFileSync(path, text);
}
