/** `node --import tsx bench/readme-table.ts`: writes the newest results of all benches into README and docs/benchmarks.md. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pageSections } from './page-sections.ts';
import { withFigures } from './readme-figures.ts';

const root = join(import.meta.dirname, '..');
for (const { page, name, section } of pageSections(join(import.meta.dirname, 'results'))) {
  const path = join(root, page);
  const text = withFigures(readFileSync(path, 'utf8'), section, name);
  if (text === undefined) throw new Error(`${page} has lost the comments between which the ${name} stand`);
  writeFileSync(path, text);
}
