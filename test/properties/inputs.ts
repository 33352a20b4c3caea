import fc from 'fast-check';
import type { Codec } from './codecs.ts';

/** What parsers stumble over: quotes and escapes, breaks, numbers at the edges of their types, bytes that are no text. */
const HARD = [
  '"', '\\', '\\"', '\n', '\r\n', '\0', '{', '}', '[', ']', ',', ':', ': ', '../', '//', 'null', '-1', '1e999', '{}', '__proto__',
  '18446744073709551615', '18446744073709551616', '12345678901234567890123', '\ufeff', '\ufffd',
].map((text) => Buffer.from(text));
const EDGES = [[0xff], [0xff, 0xff, 0xff, 0xff], [0xff, 0xff, 0xff, 0x7f], [0, 0, 0, 0x80], [0xc3], [0xed, 0xa0, 0x80], [0x80]].map((bytes) => Buffer.from(bytes));

const piece: fc.Arbitrary<Buffer> = fc.oneof(
  fc.uint8Array({ maxLength: 12 }).map((bytes) => Buffer.from(bytes)),
  fc.constantFrom(...HARD, ...EDGES),
);

/** One change: where, how many bytes go, what comes instead. `at` and `remove` are scaled to the length. */
const change = fc.record({ at: fc.double({ min: 0, max: 1, noNaN: true }), remove: fc.nat(40), insert: piece });

function changed(bytes: Buffer, { at, remove, insert }: { readonly at: number; readonly remove: number; readonly insert: Buffer }): Buffer {
  const start = Math.floor(at * bytes.length);
  return Buffer.concat([bytes.subarray(0, start), insert, bytes.subarray(start + remove)]);
}

/** Larger ones are only read as they are: changing them costs time and shows nothing more. */
const LARGEST_CHANGED = 16 * 1024;

/** Bytes for a codec: any, real ones that were changed or cut, and the same piece many thousand times. */
export function inputsOf(codec: Codec, real: readonly Buffer[]): fc.Arbitrary<Buffer> {
  const head = Buffer.from(codec.head, 'latin1');
  const any = fc.array(piece, { maxLength: 24 }).map((pieces) => Buffer.concat(pieces));
  const behindHead = any.map((tail) => Buffer.concat([head, tail]));
  const many = fc.tuple(piece, fc.integer({ min: 2_000, max: 8_000 })).map(([bytes, times]) => Buffer.concat([head, ...Array<Buffer>(times).fill(bytes)]));
  const small = real.filter((bytes) => bytes.length > 0 && bytes.length <= LARGEST_CHANGED);
  const mutated = small.length === 0 ? any : fc.tuple(fc.constantFrom(...small), fc.array(change, { minLength: 1, maxLength: 4 })).map(([bytes, changes]) => changes.reduce(changed, bytes));
  const cut = small.length === 0 ? any : fc.tuple(fc.constantFrom(...small), fc.double({ min: 0, max: 1, noNaN: true })).map(([bytes, at]) => bytes.subarray(0, Math.floor(at * bytes.length)));
  const { reseal } = codec;
  return fc.oneof(
    { weight: 30, arbitrary: any },
    { weight: 30, arbitrary: behindHead },
    { weight: 60, arbitrary: mutated },
    { weight: 20, arbitrary: cut },
    { weight: 1, arbitrary: many },
    ...(reseal === undefined ? [] : [{ weight: 120, arbitrary: fc.oneof(mutated, behindHead).map(reseal) }]),
  );
}
