import { array, assert, property, string } from 'fast-check';
import { expect, test } from 'vitest';
import { sipHash64 } from '../../../../src/formats/cargo/fingerprint-hash/sip-hasher.ts';
import { createStableHasher } from '../../../../src/formats/cargo/fingerprint-hash/stable-hasher.ts';

/** From `Path::hash` into `StableSipHasher128` 0.1.2, Rust 1.95. */
const PATHS: readonly (readonly [path: string, hash: bigint])[] = [
  ['', 0x62b52397a0d308e1n],
  ['/', 0x62b52397a0d308e1n],
  ['a', 0x7b8a01eb1d2add80n],
  ['ab', 0x9960488971cb2f51n],
  ['a/b', 0x9e058abfc9f84e71n],
  ['/a/b', 0x9e058abfc9f84e71n],
  ['a//b', 0x9e058abfc9f84e71n],
  ['a/./b', 0x9e058abfc9f84e71n],
  ['a/b/', 0x9e058abfc9f84e71n],
  ['a/b/.', 0x9e058abfc9f84e71n],
  ['./a', 0xb8f7e68c8baace0dn],
  ['a/..', 0x7d9484f446ee6e79n],
  ['a/.b', 0x4f0720ead69417f7n],
  ['/usr/./include//stdio.h', 0x5fe6677bfdaab3afn],
  ['debug/.fingerprint/core-lib-0123456789abcdef/dep-lib-core_lib', 0x5db85e659ee8364fn],
  ['grün/日本', 0xbeae74c338df4115n],
];

test.each(PATHS)('the path %j hashes as the standard library hashes it', (path, hash) => {
  const hasher = createStableHasher();
  hasher.writePath(path);
  expect(hasher.finish()).toBe(hash);
});

test('a tuple of numbers, enums, options and strings hashes as derive(Hash) hashes it', () => {
  // (7u64, vec![E::B { x: "ü", y: None }, E::B { x: "", y: Some("v") }], true, "s"), B being the second variant.
  const hasher = createStableHasher();
  hasher.writeU64(7n);
  hasher.writeU64(2n);
  hasher.writeDiscriminant(1);
  hasher.writeString('ü');
  hasher.writeDiscriminant(0);
  hasher.writeDiscriminant(1);
  hasher.writeString('');
  hasher.writeDiscriminant(1);
  hasher.writeString('v');
  hasher.writeBool(true);
  hasher.writeString('s');
  expect(hasher.finish()).toBe(0xe4a33570af0e9d38n);
});

test('strings of any length and alphabet become their UTF-8 and 0xff', () => {
  assert(
    property(array(string({ unit: 'binary', maxLength: 3000, size: 'max' }), { maxLength: 4 }), (texts) => {
      const hasher = createStableHasher();
      for (const text of texts) hasher.writeString(text);
      const bytes = Buffer.concat(texts.flatMap((text) => [Buffer.from(text, 'utf8'), Buffer.of(0xff)]));
      expect(hasher.finish()).toBe(sipHash64(bytes));
    }),
    { numRuns: 50 },
  );
});
