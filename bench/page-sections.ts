import { join } from 'node:path';
import { beyondSection, beyondTables, newestBeyond } from './beyond/page.ts';
import { newestPeers, peersInShort, peersSection } from './peers/page.ts';
import { figuresInShort, figuresSection, newestResults, type SectionName } from './readme-figures.ts';
import { newestScale, scaleSection } from './scale/page.ts';

export interface PageSection {
  readonly page: 'README.md' | 'docs/benchmarks.md' | 'bench/results/README.md' | 'bench/results/beyond/README.md';
  readonly name: SectionName;
  readonly section: string;
}

/** What the pages show of the results in `directory`, between which comments. */
export function pageSections(directory: string): PageSection[] {
  const results = newestResults(directory);
  const peers = newestPeers(join(directory, 'peers'));
  const beyond = newestBeyond(join(directory, 'beyond'));
  return [
    { page: 'README.md', name: 'peers', section: peersInShort(peers) },
    { page: 'docs/benchmarks.md', name: 'figures', section: figuresInShort(results, '../bench/results') },
    { page: 'bench/results/README.md', name: 'figures', section: figuresSection(results) },
    { page: 'docs/benchmarks.md', name: 'peers', section: peersSection(peers, '../bench/results/peers') },
    { page: 'docs/benchmarks.md', name: 'scale', section: scaleSection(newestScale(join(directory, 'scale')), '../bench/results/scale') },
    { page: 'docs/benchmarks.md', name: 'beyond', section: beyondSection(beyond, '../bench/results/beyond') },
    { page: 'bench/results/beyond/README.md', name: 'beyond', section: beyondTables(beyond) },
  ];
}
