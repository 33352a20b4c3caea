import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { DRAWINGS } from '../../scripts/drawings.ts';
import { matches, readProject, ROOT } from './files.ts';

const FILES = readdirSync(join(ROOT, 'docs/images')).map((name) => `docs/images/${name}`);
const PAGES = ['docs/how-it-works.md', 'docs/design.md'];

it('the drawings are those that scripts/drawings.ts makes (npm run generate)', () => {
  expect(FILES.sort()).toEqual(Object.keys(DRAWINGS).sort());
  for (const [name, draw] of Object.entries(DRAWINGS)) expect(readProject(name)).toBe(draw());
});

describe.each(FILES)('%s', (name) => {
  const drawing = readProject(name);

  it('is shown on a page, with words for those who do not see it', () => {
    const pages = PAGES.map(readProject).join('\n');
    const [, alternative = ''] = new RegExp(`!\\[([^\\]]+)\\]\\(${name.replace('docs/', '')}\\)`).exec(pages) ?? [];
    expect(alternative.length).toBeGreaterThan(20);
    expect(drawing).toMatch(/role="img" aria-labelledby="title desc"/);
    expect(drawing).toMatch(/<title id="title">[^<]{20,}<\/title>\n<desc id="desc">[^<]{100,}<\/desc>/);
  });

  it('has a ground of its own, so that a dark page does not swallow its text', () => {
    const [, ground = ''] = /<\/desc>\n<rect x="1" y="1" [^>]*fill="(#\w+)"/.exec(drawing) ?? [];
    const fills = matches(drawing, /<rect [^>]*fill="(#\w+)"/g);
    const texts = [...matches(drawing, /<svg [^>]*fill="(#\w+)"/g), ...matches(drawing, /<text [^>]*fill="(#\w+)"/g)];
    expect(fills).toContain(ground);
    for (const fill of fills) for (const text of texts) expect(contrast(fill, text), `${text} on ${fill}`).toBeGreaterThan(4.5);
  });
});

/** Of WCAG 2. */
function contrast(one: string, other: string): number {
  const [light = 0, dark = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
}

function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const part = parseInt(colour.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
