/** `node --import tsx bench/readme-table.ts`: writes the newest results of `npm run bench` into the README. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { figuresSection, newestResults, withFigures } from './readme-figures.ts';

const readme = join(import.meta.dirname, '..', 'README.md');
const text = withFigures(readFileSync(readme, 'utf8'), figuresSection(newestResults(join(import.meta.dirname, 'results'))));
if (text === undefined) throw new Error('README.md has lost the comments between which the figures stand');
writeFileSync(readme, text);
