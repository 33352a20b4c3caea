import { expect, it } from 'vitest';
import { withCodes } from '../../scripts/errors-page.ts';
import { EVIDENCE_WORDS } from '../../src/report/evidence-words.ts';
import { evidenceAgainst, type EvidenceKind } from '../../src/units/evidence.ts';
import type { Refusal } from '../../src/units/refusal.ts';
import { MARKDOWN, matches, readProject } from './files.ts';

it('docs/refusals.md explains every reason, and no other', () => {
  const reasons = matches(readProject('src/units/refusal.ts'), /readonly reason: '([a-z-]+)'/g);
  expect(reasons.length).toBeGreaterThan(20);
  expect(matches(readProject('docs/refusals.md'), /^### `([a-z-]+)`$/gm)).toEqual(reasons);
});

it('docs/refusals.md gives a cause, an example and what to do for each', () => {
  const [, ...sections] = readProject('docs/refusals.md').split(/^### /m);
  const lacking = sections.filter((section) => !/^`[a-z-]+`\n[^\n]{20,}\n\n\*\*Example:\*\* [^\n]{10,}\n\n\*\*Do:\*\* \S/.test(section));
  expect(lacking.map((section) => section.split('\n')[0])).toEqual([]);
});

it('docs/refusals.md says by which evidence each is given', () => {
  const page = readProject('docs/refusals.md');
  const rowOf = (reason: string): string | undefined => page.split('\n').find((line) => line.startsWith('| ') && line.includes(`\`${reason}\``))?.split(' | ')[0]?.slice(2);
  const words = (kind: EvidenceKind | undefined): string | undefined => (kind === undefined ? 'none: it follows another unit, people or the store' : kind === 'recorded' ? undefined : `*${EVIDENCE_WORDS[kind]}*`);
  for (const reason of matches(readProject('src/units/refusal.ts'), /readonly reason: '([a-z-]+)'/g)) {
    expect(rowOf(reason), reason).toBe(words(evidenceAgainst({ reason, differs: '' } as unknown as Refusal)));
  }
});

it('docs/errors.md has what src/report/failure-meanings.ts says (npm run generate)', () => {
  const page = readProject('docs/errors.md');
  expect(matches(page, /^\| `([a-z-]+)` \|/gm).length).toBeGreaterThan(10);
  expect(page).toBe(withCodes(page));
});

it('docs/settings.md lists every setting with its names in all places', () => {
  const union = /type Name =([^;]*);/.exec(readProject('src/engine/clone/settings.ts'))?.[1] ?? '';
  const names = matches(union, /'([a-z-]+)'/g);
  const docs = readProject('docs/settings.md');
  expect(matches(docs, /^\| `([a-z-]+)` \|/gm)).toEqual(names);
  for (const name of names) {
    const row = docs.split('\n').find((line) => line.startsWith(`| \`${name}\` |`)) ?? '';
    const inGit = name.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());
    expect(row).toContain(`\`share.${inGit}\``);
    expect(row).toContain(`\`CARGO_SHARE_${name.toUpperCase().replaceAll('-', '_')}\``);
    expect(docs).toContain(`## \`${name}\``);
  }
});

it('every command of the program is in docs/commands.md, and no other', () => {
  const commands = matches(readProject('src/cli/commands.ts'), /\.command\('([a-z-]+)'\)/g);
  expect(matches(readProject('docs/commands.md'), /^\| `cargo share ([a-z-]+)/gm)).toEqual(commands);
});

it('docs/library.md has every function of the library, and no other', () => {
  const functions = matches(readProject('src/library/index.ts'), /^export async function (\w+)/gm);
  expect(matches(readProject('docs/library.md'), /^\| `(\w+)\(options\)` \|/gm)).toEqual(functions);
});

it('docs/README.md leads to every page', () => {
  const pages = MARKDOWN.filter((file) => file.startsWith('docs/') && file !== 'docs/README.md').map((file) => file.slice('docs/'.length));
  expect(matches(readProject('docs/README.md'), /\]\(([\w-]+\.md)\)/g)).toEqual(pages.sort());
});

it('the README is read in three minutes', () => {
  expect(readProject('README.md').split(/\s+/).length).toBeLessThanOrEqual(900);
});
