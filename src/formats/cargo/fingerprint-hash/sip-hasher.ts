/**
 * SipHash-1-3 with a 128-bit result and a zero key, as in the crate `rustc-stable-hash` 0.1 (`sip128.rs`),
 * folded to 64 bits as its `Hasher::finish` does: `low * 3 + high`.
 */

/** v0 to v3, each as its low and its high 32 bits. */
type State = Int32Array;

/** The key is zero, so these are SipHash's constants; 0xee marks the 128-bit variant. */
function initialState(): State {
  return Int32Array.of(
    0x70736575, 0x736f6d65,
    0x6e646f6d ^ 0xee, 0x646f7261,
    0x6e657261, 0x6c796765,
    0x79746573, 0x74656462,
  );
}

/** Carry out of a 32-bit addition, given its truncated sum and one of the two terms. */
function carry(sum: number, term: number): number {
  return sum >>> 0 < term >>> 0 ? 1 : 0;
}

/** One SipRound. 64-bit numbers are pairs of 32-bit ones: BigInt is some fifty times slower here. */
function compress(state: State): void {
  let v0l = state[0]!;
  let v0h = state[1]!;
  let v1l = state[2]!;
  let v1h = state[3]!;
  let v2l = state[4]!;
  let v2h = state[5]!;
  let v3l = state[6]!;
  let v3h = state[7]!;
  let kept: number;

  v0l = (v0l + v1l) | 0;
  v0h = (v0h + v1h + carry(v0l, v1l)) | 0;
  v2l = (v2l + v3l) | 0;
  v2h = (v2h + v3h + carry(v2l, v3l)) | 0;
  kept = v1l;
  v1l = ((v1l << 13) | (v1h >>> 19)) ^ v0l;
  v1h = ((v1h << 13) | (kept >>> 19)) ^ v0h;
  kept = v3l;
  v3l = ((v3l << 16) | (v3h >>> 16)) ^ v2l;
  v3h = ((v3h << 16) | (kept >>> 16)) ^ v2h;
  kept = v0l;
  v0l = v0h;
  v0h = kept;

  v2l = (v2l + v1l) | 0;
  v2h = (v2h + v1h + carry(v2l, v1l)) | 0;
  v0l = (v0l + v3l) | 0;
  v0h = (v0h + v3h + carry(v0l, v3l)) | 0;
  kept = v1l;
  v1l = ((v1l << 17) | (v1h >>> 15)) ^ v2l;
  v1h = ((v1h << 17) | (kept >>> 15)) ^ v2h;
  kept = v3l;
  v3l = ((v3l << 21) | (v3h >>> 11)) ^ v0l;
  v3h = ((v3h << 21) | (kept >>> 11)) ^ v0h;
  kept = v2l;
  v2l = v2h;
  v2h = kept;

  state[0] = v0l;
  state[1] = v0h;
  state[2] = v1l;
  state[3] = v1h;
  state[4] = v2l;
  state[5] = v2h;
  state[6] = v3l;
  state[7] = v3h;
}

function absorb(state: State, low: number, high: number): void {
  state[6]! ^= low;
  state[7]! ^= high;
  compress(state);
  state[0]! ^= low;
  state[1]! ^= high;
}

/** Three rounds, then the exclusive or of the four words. */
function squeeze(state: State): bigint {
  compress(state);
  compress(state);
  compress(state);
  const low = state[0]! ^ state[2]! ^ state[4]! ^ state[6]!;
  const high = state[1]! ^ state[3]! ^ state[5]! ^ state[7]!;
  return (BigInt(high >>> 0) << 32n) | BigInt(low >>> 0);
}

/** The last word: what is left of the input, and the input's length modulo 256 in the top byte. */
function absorbTail(state: State, bytes: Uint8Array, start: number): void {
  let low = 0;
  let high = bytes.length << 24;
  for (let i = start; i < bytes.length; i += 1) {
    const place = i - start;
    if (place < 4) low |= bytes[i]! << (8 * place);
    else high |= bytes[i]! << (8 * (place - 4));
  }
  absorb(state, low, high);
}

/** Both halves of the 128-bit hash of `bytes`, each an unsigned 64-bit number. */
export function sipHash128(bytes: Uint8Array): { readonly low: bigint; readonly high: bigint } {
  const state = initialState();
  const words = bytes.length & ~7;
  for (let i = 0; i < words; i += 8) {
    absorb(
      state,
      bytes[i]! | (bytes[i + 1]! << 8) | (bytes[i + 2]! << 16) | (bytes[i + 3]! << 24),
      bytes[i + 4]! | (bytes[i + 5]! << 8) | (bytes[i + 6]! << 16) | (bytes[i + 7]! << 24),
    );
  }
  absorbTail(state, bytes, words);
  state[4]! ^= 0xee;
  const low = squeeze(state);
  state[2]! ^= 0xdd;
  return { low, high: squeeze(state) };
}

/** The hash folded to an unsigned 64-bit number, as cargo uses it (`hash_u64` in `util/hex.rs`). */
export function sipHash64(bytes: Uint8Array): bigint {
  const { low, high } = sipHash128(bytes);
  return BigInt.asUintN(64, low * 3n + high);
}
