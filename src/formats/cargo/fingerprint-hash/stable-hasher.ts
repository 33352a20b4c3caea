import { sipHash64 } from './sip-hasher.ts';

/**
 * Takes values as Rust's `Hash` feeds them to `rustc_stable_hash::StableHasher`: integers little-endian,
 * `usize` as 64 bits, an enum's discriminant in one byte. The bytes are gathered and hashed at the end:
 * SipHash does not see how they were cut into writes.
 */
export interface StableHasher {
  /** `u64` and `usize`, so also the length before a `Vec` or a slice. */
  writeU64(value: bigint): void;
  writeU32(value: number): void;
  writeU8(value: number): void;
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
  let bytes = new Uint8Array(1024);
  let view = new DataView(bytes.buffer);
  let used = 0;

  function reserve(more: number): void {
    if (used + more <= bytes.length) return;
    const larger = new Uint8Array(Math.max(used + more, bytes.length * 2));
    larger.set(bytes.subarray(0, used));
    bytes = larger;
    view = new DataView(bytes.buffer);
  }

  function writeByte(value: number): void {
    reserve(1);
    bytes[used] = value;
    used += 1;
  }

  function writeU64(value: bigint): void {
    reserve(8);
    view.setBigUint64(used, value, true);
    used += 8;
  }

  function writeText(text: string): void {
    reserve(text.length);
    const start = used;
    for (let i = 0; i < text.length; i += 1) {
      const unit = text.charCodeAt(i);
      if (unit >= 0x80) {
        used = start;
        reserve(text.length * 3);
        used += UTF8.encodeInto(text, bytes.subarray(start)).written;
        return;
      }
      bytes[used] = unit;
      used += 1;
    }
  }

  return {
    writeU64,
    writeU32(value) {
      reserve(4);
      view.setUint32(used, value, true);
      used += 4;
    },
    writeU8: writeByte,
    writeBool: (value) => writeByte(value ? 1 : 0),
    writeDiscriminant: writeByte,
    writeString(value) {
      writeText(value);
      writeByte(0xff);
    },
    writePath(path) {
      const start = used;
      writeText(path);
      const packed = packPath(bytes, start, used);
      used = packed.end;
      writeU64(packed.lengths);
    },
    finish: () => sipHash64(bytes.subarray(0, used)),
  };
}

const UTF8 = new TextEncoder();

/**
 * Leaves of the path between `start` and `end` what the standard library hashes, moved together: its parts
 * without the separators, and without a `.` after one (`library/std/src/path.rs`). The parts' lengths make
 * a last number there, so that `a/b` and `ab` differ.
 */
function packPath(bytes: Uint8Array, start: number, end: number): { readonly end: number; readonly lengths: bigint } {
  let to = start;
  let lengths = 0n;
  let part = start;
  for (let at = start; at <= end; at += 1) {
    if (at < end && bytes[at] !== SLASH) continue;
    if (at > part) {
      bytes.copyWithin(to, part, at);
      to += at - part;
      lengths = rotateRight2(BigInt.asUintN(64, lengths + BigInt(at - part)));
    }
    part = at + 1;
    if (part < end && bytes[part] === DOT && (part + 1 === end || bytes[part + 1] === SLASH)) part += 1;
  }
  return { end: to, lengths };
}

function rotateRight2(value: bigint): bigint {
  return (value >> 2n) | BigInt.asUintN(64, value << 62n);
}
