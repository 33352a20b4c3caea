import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { encodeDepInfo, parseDepInfo, type DepInfo } from '../../../src/formats/cargo/dep-info.ts';

const wellFormed = fc.string({ unit: 'binary' });
const depInfo: fc.Arbitrary<DepInfo> = fc.record({
  files: fc.array(
    fc.record(
      {
        base: fc.constantFrom('package' as const, 'build' as const, 'workspace' as const),
        path: wellFormed,
        checksum: fc.record({ fileLength: fc.bigInt(0n, 0xffff_ffff_ffff_ffffn), text: wellFormed }),
      },
      { requiredKeys: ['base', 'path'] },
    ),
  ),
  env: fc.array(fc.record({ name: wellFormed, value: fc.option(wellFormed) })),
});

/** As cargo 1.95 writes it for a package with one source file that reads `MY_OPT`, which is not set. */
const SAMPLE = Buffer.concat([
  Buffer.from([1, 0, 0, 0, 0xff, 1]),
  Buffer.from([1, 0, 0, 0]),
  Buffer.from([0, 10, 0, 0, 0]),
  Buffer.from('src/lib.rs'),
  Buffer.from([0]),
  Buffer.from([1, 0, 0, 0]),
  Buffer.from([6, 0, 0, 0]),
  Buffer.from('MY_OPT'),
  Buffer.from([0]),
]);

describe('dep-info', () => {
  test('is read as cargo writes it', () => {
    expect(parseDepInfo(SAMPLE)).toEqual({
      ok: true,
      value: { files: [{ base: 'package', path: 'src/lib.rs' }], env: [{ name: 'MY_OPT', value: null }] },
    });
  });

  test('comes back the same', () => {
    fc.assert(
      fc.property(depInfo, (value) => {
        const bytes = encodeDepInfo(value);
        const parsed = parseDepInfo(bytes);
        if (!parsed.ok) throw new Error(parsed.error);
        expect(parsed.value).toEqual(value);
        expect(encodeDepInfo(parsed.value).equals(bytes)).toBe(true);
      }),
    );
  });

  test('that is cut short anywhere is an error', () => {
    for (let size = 0; size < SAMPLE.length; size++) expect(parseDepInfo(SAMPLE.subarray(0, size)).ok).toBe(false);
    expect(parseDepInfo(Buffer.concat([SAMPLE, Buffer.from([0])])).ok).toBe(false);
  });

  test('a path that is not UTF-8 is refused by name; U+FFFD itself is text', () => {
    const bytes = Buffer.from(SAMPLE);
    bytes[15] = 0xff;
    expect(parseDepInfo(bytes)).toEqual({ ok: false, error: 'not-utf8' });
    const replacement: DepInfo = { files: [{ base: 'package', path: '\ufffd.rs' }], env: [] };
    expect(parseDepInfo(encodeDepInfo(replacement))).toEqual({ ok: true, value: replacement });
  });

  test('arbitrary bytes behind the head give an error or come back the same', () => {
    const head = SAMPLE.subarray(0, 6);
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), (tail) => {
        const bytes = Buffer.concat([head, tail]);
        const parsed = parseDepInfo(bytes);
        return !parsed.ok || encodeDepInfo(parsed.value).equals(bytes);
      }),
    );
  });

  test('a huge count costs nothing', () => {
    const bytes = Buffer.concat([SAMPLE.subarray(0, 6), Buffer.from([0xff, 0xff, 0xff, 0xff])]);
    expect(parseDepInfo(bytes)).toEqual({ ok: false, error: 'cut short' });
  });
});
