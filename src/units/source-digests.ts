/**
 * The artifact's own word about its sources: rustc's metadata holds the MD5 (16 raw bytes) of the crate's `.rs`
 * files, of their bytes as they are on the disk, byte order mark and line ends included (seen with rustc 1.95 and
 * 1.97 nightly; `rustc_span::SourceFile::new` hashes before it normalises). Not of every file: only of those that
 * a span in the metadata points into. An empty file has none; a proc macro's modules have none, only its root.
 */
import { createHash } from 'node:crypto';
import type { UnitKind } from './model.ts';

export interface SourceDigest {
  readonly id: string;
  /** 16 raw bytes. */
  readonly md5: Uint8Array;
}

/** Many digests, prepared for one pass over the bytes. */
export interface SourceNeedles {
  /** Changes with any id or digest. */
  readonly identity: string;
  readonly size: number;
  /** 1 where the hash of four bytes is that of a window of some digest. */
  readonly filter: Uint8Array;
  /** Windows by their four bytes, read little-endian. */
  readonly windows: ReadonlyMap<number, readonly Window[]>;
}

interface Window {
  readonly offset: number;
  readonly md5: Buffer;
  readonly ids: readonly string[];
}

const DIGEST_BYTES = 16;
/**
 * Every 16 bytes hold, at each alignment, four bytes that start at a multiple of this:
 * looking at every eighth position only cannot miss a digest whose first eight windows are known.
 */
const STRIDE = 8;
const FILTER_BITS = 17;

function filterSlot(word: number): number {
  return Math.imul(word, 0x9e3779b1) >>> (32 - FILTER_BITS);
}

/** Digests to look for. Equal digests (two identical files) are found together. */
export function sourceNeedles(digests: readonly SourceDigest[]): SourceNeedles {
  const idsByDigest = new Map<string, string[]>();
  for (const { id, md5 } of digests) {
    if (md5.length !== DIGEST_BYTES) throw new Error(`Internal error: an MD5 of ${md5.length} bytes`);
    const key = Buffer.from(md5).toString('hex');
    const ids = idsByDigest.get(key);
    if (ids === undefined) idsByDigest.set(key, [id]);
    else ids.push(id);
  }
  const filter = new Uint8Array(1 << FILTER_BITS);
  const windows = new Map<number, Window[]>();
  const identity = createHash('sha256');
  for (const [hex, ids] of [...idsByDigest].sort(([a], [b]) => (a < b ? -1 : 1))) {
    identity.update(`${hex}\0${ids.toSorted().join('\0')}\n`);
    const md5 = Buffer.from(hex, 'hex');
    for (let offset = 0; offset < STRIDE; offset += 1) {
      const word = md5.readInt32LE(offset);
      filter[filterSlot(word)] = 1;
      const known = windows.get(word);
      if (known === undefined) windows.set(word, [{ offset, md5, ids }]);
      else known.push({ offset, md5, ids });
    }
  }
  return { identity: identity.digest('hex'), size: digests.length, filter, windows };
}

/** The ids whose digest stands anywhere in `haystack`. One pass, whatever the number of needles. */
export function findDigests(haystack: Buffer, needles: SourceNeedles): Set<string> {
  const found = new Set<string>();
  const { filter, windows } = needles;
  for (let at = 0; at + 4 <= haystack.length; at += STRIDE) {
    const word = haystack.readInt32LE(at);
    if (filter[filterSlot(word)] === 0) continue;
    for (const window of windows.get(word) ?? []) {
      const start = at - window.offset;
      if (start < 0 || start + DIGEST_BYTES > haystack.length || haystack.compare(window.md5, 0, DIGEST_BYTES, start, start + DIGEST_BYTES) !== 0) continue;
      for (const id of window.ids) found.add(id);
    }
    if (found.size === needles.size) break;
  }
  return found;
}

/**
 * Whether units of this kind record digests of `.rs` files: libraries and proc macros, in build and in check mode;
 * a file without one is not thereby changed. Executables record none (`.rmeta` of a checked executable is empty), nor are data files
 * (`include_str!`) ever recorded (seen with rustc 1.95).
 */
export function digestsRecorded(kind: UnitKind): boolean {
  return kind === 'lib' || kind === 'proc-macro';
}
