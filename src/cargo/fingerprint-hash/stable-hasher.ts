import { sipHash64 } from './sip-hasher.ts';

/**
 * Takes values as Rust's `Hash` feeds them to `rustc_stable_hash::StableHasher`: integers little-endian,
 * `usize` as 64 bits, an enum's discriminant in one byte. The bytes are gathered and hashed at the end:
 * SipHash does not see how they were cut into writes.
 */
export interface StableHasher {
  /** `u64` and `usize`, so also the length before a `Vec` or a slice. */
  writeU64(value: bigint): void;
  writeBool(value: boolean): void;
  /** A derived enum's discriminant: an `isize` below 255 is one byte. */
  writeDiscriminant(value: number): void;
  /** UTF-8, then 0xff (the default `Hasher::write_str`). */
  writeString(value: string): void;
  /** `impl Hash for Path` of Rust's standard library, on Unix. */
  writePath(path: string): void;
  /** The unsigned 64-bit hash of everything written. */
  finish(): bigint;
}

const SLASH = 0x2f;
const DOT = 0x2e;

export function createStableHasher(): StableHasher {
  let buffer = Buffer.allocUnsafe(1024);
  let used = 0;

  function reserve(more: number): void {
    if (used + more <= buffer.length) return;
    const larger = Buffer.allocUnsafe(Math.max(used + more, buffer.length * 2));
    buffer.copy(larger, 0, 0, used);
    buffer = larger;
  }

  function writeByte(value: number): void {
    reserve(1);
    buffer[used] = value;
    used += 1;
  }

  function writeU64(value: bigint): void {
    reserve(8);
    used = buffer.writeBigUInt64LE(value, used);
  }

  return {
    writeU64,
    writeBool: (value) => writeByte(value ? 1 : 0),
    writeDiscriminant: writeByte,
    writeString(value) {
      reserve(value.length * 3 + 1);
      used += buffer.write(value, used, 'utf8');
      writeByte(0xff);
    },
    writePath(path) {
      const bytes = Buffer.from(path, 'utf8');
      let lengths = 0n;
      for (const [start, end] of pathChunks(bytes)) {
        reserve(end - start);
        used += bytes.copy(buffer, used, start, end);
        lengths = rotateRight2(BigInt.asUintN(64, lengths + BigInt(end - start)));
      }
      writeU64(lengths);
    },
    finish: () => sipHash64(buffer.subarray(0, used)),
  };
}

/**
 * The parts of a path that the standard library hashes: separators are left out, and a `.` after one
 * (`library/std/src/path.rs`, since Rust 1.64 with the parts' lengths mixed into a last number).
 */
function* pathChunks(bytes: Uint8Array): Generator<readonly [start: number, end: number]> {
  let start = 0;
  for (let i = 0; i < bytes.length; i += 1) {
    if (bytes[i] !== SLASH) continue;
    if (i > start) yield [start, i];
    start = i + 1;
    if (bytes[start] === DOT && (start + 1 === bytes.length || bytes[start + 1] === SLASH)) start += 1;
  }
  if (start < bytes.length) yield [start, bytes.length];
}

function rotateRight2(value: bigint): bigint {
  return (value >> 2n) | BigInt.asUintN(64, value << 62n);
}
