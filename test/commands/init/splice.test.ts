import fc from 'fast-check';
import { expect, test } from 'vitest';
import { findSplice, undoSplice } from '../../../src/commands/init/splice.ts';

const bytes = fc.string({ unit: fc.constantFrom('a', 'b', '\n'), maxLength: 12 }).map((text) => Buffer.from(text));

test('undoing a splice gives back the file, also after others appended to it', () => {
  fc.assert(
    fc.property(bytes, bytes, bytes, (before, after, added) => {
      const splice = findSplice(before, after);
      expect(undoSplice(after, splice)).toEqual(before);
      expect(undoSplice(Buffer.concat([after, added]), splice)).toEqual(Buffer.concat([before, added]));
    }),
  );
});

test('inserted bytes that moved are found, unless they stand there twice or not at all', () => {
  const splice = findSplice(Buffer.from('one\ntwo\n'), Buffer.from('one\nours\ntwo\n'));
  expect(undoSplice(Buffer.from('zero\none\nours\ntwo\n'), splice)?.toString()).toBe('zero\none\ntwo\n');
  expect(undoSplice(Buffer.from('zero\nours\nours\n'), splice)).toBeUndefined();
  expect(undoSplice(Buffer.from('something else\n'), splice)).toBeUndefined();
});
