import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { AbsolutePath } from '../../src/system/brand.ts';
import { sha256 } from '../../src/units/identity.ts';
import { encodeMark, parseMark } from '../../src/units/marker.ts';

test('a mark comes back as it was, whatever the paths', () => {
  fc.assert(
    fc.property(fc.string(), fc.array(fc.string({ maxLength: 20 }), { maxLength: 4 }), (text, roots) => {
      const mark = { unit: sha256(text), roots: roots as AbsolutePath[] };
      expect(parseMark(encodeMark(mark))).toEqual(mark);
    }),
    { numRuns: 50 },
  );
});

test.each([
  ['cargo\'s own line', 'This file has an mtime of when this was started.'],
  ['nothing', ''],
  ['a mark that was cut', encodeMark({ unit: sha256('x'), roots: [] }).slice(0, 60)],
  ['another document', 'Placed by cargo-share: null\n'],
  ['a document without roots', `Placed by cargo-share: {"unit":"${sha256('x')}"}\n`],
])('%s is no mark', (_, text) => {
  expect(parseMark(text)).toBeUndefined();
});

test('no text is an exception', () => {
  fc.assert(fc.property(fc.string(), (text) => void parseMark(`Placed by cargo-share: ${text}`)));
});
