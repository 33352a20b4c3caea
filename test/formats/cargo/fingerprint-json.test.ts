import fc from 'fast-check';
import { parse } from 'lossless-json';
import { describe, expect, test } from 'vitest';
import { fingerprintNumber, fingerprintText, isFingerprintText, parseFingerprint } from '../../../src/formats/cargo/fingerprint-json.ts';
import { fingerprintJson } from './fingerprint-samples.ts';

const u64 = fc.bigInt(0n, 0xffff_ffff_ffff_ffffn);

describe('parseFingerprint', () => {
  test('keeps every digit of what cargo 1.95 writes', () => {
    const result = parseFingerprint(
      '{"rustc":7458672600737419911,"features":"[\\"std\\"]","declared_features":"[]","target":3252222276297996180,' +
        '"profile":12077771321704829354,"path":14347822875402886571,' +
        '"deps":[[13114255755762800486,"mac",false,1761499618485054954]],' +
        '"local":[{"CheckDepInfo":{"dep_info":"debug/.fingerprint/my-app-beea6f757571ff69/dep-lib-my_app","checksum":false}}],' +
        '"rustflags":["-Ctarget-cpu=native"],"config":8247474407144887393,"compile_kind":0}',
    );
    expect(result).toEqual({
      ok: true,
      value: {
        rustc: 7458672600737419911n,
        features: '["std"]',
        declaredFeatures: '[]',
        target: 3252222276297996180n,
        profile: 12077771321704829354n,
        path: 14347822875402886571n,
        deps: [{ packageId: 13114255755762800486n, name: 'mac', isPublic: false, fingerprint: 1761499618485054954n }],
        local: [
          {
            kind: 'check-dep-info',
            depInfo: 'debug/.fingerprint/my-app-beea6f757571ff69/dep-lib-my_app',
            checksum: false,
          },
        ],
        rustflags: ['-Ctarget-cpu=native'],
        config: 8247474407144887393n,
        compileKind: 0n,
      },
    });
  });

  test('agrees with a lossless parser whatever the strings hold', () => {
    const hostile = fc.oneof(
      fc.string(),
      fc.constantFrom(':1234567890123456789,', '[12345678901234567890]', '\\":12345678901234567,"', '"', '\\', ',1234567890123456'),
    );
    fc.assert(
      fc.property(u64, u64, hostile, fc.array(hostile), (id, hash, text, flags) => {
        const json = fingerprintJson({
          rustc: hash,
          features: text,
          deps: [[id, text, true, hash]],
          local: [{ RerunIfEnvChanged: { var: text, val: text } }],
          rustflags: flags,
        });
        const record = parseFingerprint(json);
        if (!record.ok) throw new Error(record.error);
        const expected = parse(json, null, (n) => BigInt(n)) as { rustc: bigint; deps: unknown[][] };
        expect(record.value.rustc).toBe(expected.rustc);
        const [dep] = record.value.deps;
        expect([dep?.packageId, dep?.name, dep?.isPublic, dep?.fingerprint]).toEqual(expected.deps[0]);
        expect(record.value.features).toBe(text);
        expect(record.value.rustflags).toEqual(flags);
        expect(record.value.local).toEqual([{ kind: 'rerun-if-env-changed', variable: text, value: text }]);
      }),
    );
  });

  test.each([
    ['rerun-if-changed', { RerunIfChanged: { output: 'o', paths: ['build.rs'] } }],
    ['precalculated', { Precalculated: '1700000000.5s (src/lib.rs)' }],
    ['rerun-if-env-changed', { RerunIfEnvChanged: { var: 'A', val: null } }],
    ['check-dep-info', { CheckDepInfo: { dep_info: 'x', fingerprint: 'content' } }],
  ])('knows the local kind %s', (kind, local) => {
    const result = parseFingerprint(fingerprintJson({ local: [local] }));
    expect(result.ok && result.value.local[0]?.kind).toBe(kind);
  });

  test.each([
    ['an unknown local kind', { local: [{ RerunIfMoon: { phase: 'full' } }] }],
    ['an unknown field of a local kind', { local: [{ CheckDepInfo: { dep_info: 'x', checksum: false, more: 1 } }] }],
    ['a number above u64', { rustc: 18446744073709551616n }],
    ['a negative number', { rustc: -1n }],
    ['a dep of another shape', { deps: [[1n, 'a', true]] }],
  ])('refuses %s', (_, fields) => {
    expect(parseFingerprint(fingerprintJson(fields)).ok).toBe(false);
  });

  test('refuses arbitrary text without throwing', () => {
    fc.assert(fc.property(fc.oneof(fc.string(), fc.json()), (text) => !parseFingerprint(text).ok));
  });
});

describe('fingerprint text', () => {
  test('is the number in little-endian order', () => {
    expect(fingerprintNumber('0100000000000000')).toBe(1n);
    expect(fingerprintNumber('ffeeddccbbaa9988')).toBe(0x8899aabbccddeeffn);
  });

  test('and number are each other inverses', () => {
    fc.assert(
      fc.property(u64, (n) => fingerprintNumber(fingerprintText(n)) === n && isFingerprintText(fingerprintText(n))),
    );
  });

  test.each(['', '0123', '0123456789abcdeg', '0123456789ABCDEF', '0123456789abcdef\n'])('%j is not whole', (text) => {
    expect(isFingerprintText(text)).toBe(false);
  });
});
