import { expect, test } from 'vitest';
import { sipHash64 } from '../../../../src/formats/cargo/fingerprint-hash/sip-hasher.ts';

/** Byte `i` is `i * 7 + 3`; from `rustc_stable_hash::StableSipHasher128` 0.1.2 by `Hasher::finish`. */
const VECTORS: readonly (readonly [length: number, hash: bigint])[] = [
  [0, 0x1cba18e857884f2an],
  [1, 0x19aec2f58aafa115n],
  [3, 0x7ce8579d5bfaf04en],
  [4, 0x034ae590e9862eb8n],
  [7, 0x9ab10b6595f1f697n],
  [8, 0x8bf960dabe77673fn],
  [9, 0x3ece9ab10af761c0n],
  [15, 0x09477268bd8deb23n],
  [16, 0xc10963db3b5c244an],
  [63, 0x9daaac19a370c7efn],
  [64, 0x0a1ccf2d3eaef07dn],
  [65, 0x185d7b509f1a440cn],
  [200, 0xb479902ff6d0b63fn],
  [255, 0xa8c24975ce4dff14n],
  [256, 0xba9c9bfbab770e6fn],
  [257, 0xd623891e8d7965f2n],
  [1000, 0x3b6660fb8d33f3c7n],
];

test.each(VECTORS)('%i bytes hash as rustc_stable_hash hashes them', (length, hash) => {
  expect(sipHash64(Uint8Array.from({ length }, (_, i) => i * 7 + 3))).toBe(hash);
});
