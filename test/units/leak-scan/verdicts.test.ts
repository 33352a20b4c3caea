import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { AbsolutePath, Sha256, TimeNs } from '../../../src/system/brand.ts';
import { sourceNeedles } from '../../../src/units/source-digests.ts';
import type { ArtifactExamination } from '../../../src/units/leak-scan/scan.ts';
import { decodeVerdicts, encodeVerdicts, verdictKey, type VerdictKey } from '../../../src/units/leak-scan/verdicts.ts';

const hex = fc.uint8Array({ minLength: 32, maxLength: 32 }).map((bytes) => Buffer.from(bytes).toString('hex'));
const verdict: fc.Arbitrary<ArtifactExamination> = fc.record({
  leak: fc.option(fc.record({ section: fc.string(), text: fc.string(), root: fc.string() as fc.Arbitrary<AbsolutePath> }), { nil: undefined }),
  metadataDigest: fc.option(hex as fc.Arbitrary<Sha256>, { nil: undefined }),
  found: fc.array(fc.string()).map((ids) => new Set(ids)),
  recorded: fc.array(fc.tuple(fc.string(), fc.string())).map((pairs) => new Map(pairs)),
  bytesRead: fc.nat(),
});

describe('verdicts', () => {
  test('come back as they were', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(hex as unknown as fc.Arbitrary<VerdictKey>, verdict)), (entries) => {
        const verdicts = new Map(entries);
        expect(decodeVerdicts(encodeVerdicts(verdicts))).toEqual(verdicts);
      }),
    );
  });

  test('of a torn file are those of its whole lines', () => {
    const one: ArtifactExamination = { leak: { section: '.rodata', text: 'x', root: '/a' as AbsolutePath }, metadataDigest: undefined, found: new Set(), recorded: new Map(), bytesRead: 1 };
    const key = 'a'.repeat(64) as VerdictKey;
    const encoded = encodeVerdicts(new Map([[key, one]]));
    expect(decodeVerdicts(encoded + encoded.replaceAll('aaaa', 'bbbb').slice(0, -3))).toEqual(new Map([[key, one]]));
    expect(decodeVerdicts(`\n\t\n${key}\t{}\n${key}\t{"found":[],"recorded":[],"bytesRead":1,"leak":7}\n${key}\tnull\n`).size).toBe(0);
  });
});

test('the key changes with everything that the verdict depends on', () => {
  const stat = { dev: 1n, ino: 2n, size: 3, mtimeNs: 4n as TimeNs };
  const root = '/a' as AbsolutePath;
  const asked = { role: 'rlib', roots: [root, '/b' as AbsolutePath], workspaceRoot: root, sources: ['x.rs', 'y.rs'], wantDigest: true } as const;
  const key = verdictKey(stat, asked);
  const others = [
    verdictKey({ ...stat, dev: 9n }, asked),
    verdictKey({ ...stat, ino: 9n }, asked),
    verdictKey({ ...stat, size: 9 }, asked),
    verdictKey({ ...stat, mtimeNs: 9n as TimeNs }, asked),
    verdictKey(stat, { ...asked, role: 'rmeta' }),
    verdictKey(stat, { ...asked, roots: [root] }),
    verdictKey(stat, { ...asked, workspaceRoot: '/b' as AbsolutePath }),
    verdictKey(stat, { ...asked, sources: ['x.rs'] }),
    verdictKey(stat, { ...asked, roots: [root], sources: ['/b', 'x.rs', 'y.rs'] }),
    verdictKey(stat, { ...asked, wantDigest: false }),
    verdictKey(stat, { ...asked, needles: sourceNeedles([{ id: 'x', md5: Buffer.alloc(16) }]) }),
  ];
  expect(new Set([key, ...others]).size).toBe(others.length + 1);
  expect(verdictKey(stat, { ...asked, roots: asked.roots.toReversed(), sources: asked.sources.toReversed() })).toBe(key);
});
