import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { MARKDOWN, matches, readProject, ROOT } from './files.ts';

/** GitHub's: lower case, punctuation out, spaces to hyphens. */
function anchors(markdown: string): string[] {
  return matches(markdown, /^#+ (.*)$/gm).map((title) =>
    title.toLowerCase().replace(/[^\p{L}\p{N} _-]/gu, '').replaceAll(' ', '-'),
  );
}

it.each(MARKDOWN)('links of %s lead somewhere', (file) => {
  const broken = matches(readProject(file), /\]\(([^)\s]+)\)/g).filter((link) => {
    if (link.startsWith('https:')) return false;
    const [path = '', anchor] = link.split('#');
    const target = path === '' ? file : join(dirname(file), path);
    if (!existsSync(join(ROOT, target))) return true;
    return anchor !== undefined && !anchors(readProject(target)).includes(anchor);
  });
  expect(broken).toEqual([]);
});

it.each(MARKDOWN)('files of this project that %s names are there', (file) => {
  const named = matches(readProject(file), /`((?:src|test|bench|demo|docs)\/[\w./-]+\.\w+)`/g);
  expect(named.filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
});
