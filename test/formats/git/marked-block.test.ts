import fc from 'fast-check';
import { expect, test } from 'vitest';
import { findBlock, formatBlock, putBlock, removeBlock } from '../../../src/formats/git/marked-block.ts';

const block = formatBlock('one ü\ntwo');
/** Bytes with many line ends, comments and stray carriage returns. */
const file = fc
  .array(fc.oneof(fc.constantFrom('\n', '\r\n', '#', '# >>> cargo-share', 'text'), fc.string({ unit: 'binary' })))
  .map((parts) => Buffer.from(parts.join(''), 'latin1'));

function lineStarts(bytes: Buffer): number[] {
  const starts = [0, bytes.length];
  for (let at = 0; at < bytes.length; at++) if (bytes[at] === 0x0a) starts.push(at + 1);
  return starts;
}

test('a block goes in and out of any file without a trace', () => {
  fc.assert(
    fc.property(file, fc.nat(), (bytes, pick) => {
      const starts = lineStarts(bytes);
      const at = starts[pick % starts.length] ?? 0;
      const marked = putBlock(bytes, block, at);
      expect(removeBlock(marked)).toEqual(bytes);
      expect(findBlock(marked)?.trimEnd()).toBe(block.trimEnd());
      expect(removeBlock(bytes)).toBeUndefined();
    }),
  );
});

test('a second block takes the place of the first, where that is now', () => {
  fc.assert(
    fc.property(file, fc.nat(), (bytes, pick) => {
      const starts = lineStarts(bytes);
      const at = starts[pick % starts.length] ?? 0;
      const once = putBlock(bytes, formatBlock('three'), at);
      expect(putBlock(putBlock(bytes, block, at), formatBlock('three'), 0)).toEqual(once);
    }),
  );
});

test('what others add around it stays', () => {
  const marked = putBlock(Buffer.from('#!/bin/sh\nold\n'), block, 10).toString();
  const edited = Buffer.from(`${marked.replace('old', 'new')}more\n`);
  expect(removeBlock(edited)?.toString()).toBe('#!/bin/sh\nnew\nmore\n');
  const unended = putBlock(Buffer.from('#!/bin/sh'), block, 9);
  expect(removeBlock(Buffer.concat([unended, Buffer.from('\nmore\n')]))?.toString()).toBe('#!/bin/sh\nmore\n');
});

test('line ends turned to CRLF do not hide it, an unended block is none', () => {
  expect(removeBlock(Buffer.from(`a\r\n${block.replaceAll('\n', '\r\n')}b`))?.toString()).toBe('a\r\nb');
  expect(removeBlock(Buffer.from('# >>> cargo-share >>>\ntext\n'))).toBeUndefined();
});

test('every copy of it goes', () => {
  expect(removeBlock(Buffer.from(`a\n${block}b\n${block}`))?.toString()).toBe('a\nb\n');
});
