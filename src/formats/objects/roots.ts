import { lstat } from '../../system/fs.ts';
import type { AbsolutePath } from '../../system/brand.ts';

/** Roots as the bytes to look for. */
export interface RootNeedles {
  /** What all of them begin with: looked for first, so that many roots cost one search. */
  readonly prefix: Buffer;
  readonly each: readonly { readonly root: AbsolutePath; readonly bytes: Buffer }[];
  /** Bytes of the longest. */
  readonly longest: number;
}

export interface RootHit {
  readonly root: AbsolutePath;
  /** Offset in the bytes searched. */
  readonly at: number;
}

/** A name after the root is looked at no further than a file name can be long (NAME_MAX), plus its `/`. */
export const LOOK_AHEAD = 256;
const SLASH = 0x2f;

/** Roots as needles; those that lie below another one are left out: whoever finds them finds that one. */
export function rootNeedles(roots: readonly AbsolutePath[]): RootNeedles {
  const plain = [...new Set(roots.map((root) => root.replace(/\/+$/, '')))].filter((root) => root !== '');
  const each = plain
    .filter((root) => !plain.some((other) => root.startsWith(`${other}/`)))
    .map((root) => ({ root: root as AbsolutePath, bytes: Buffer.from(root) }));
  const [first = { bytes: Buffer.alloc(0) }] = each;
  let shared = first.bytes.length;
  for (const { bytes } of each) while (bytes.compare(first.bytes, 0, shared, 0, Math.min(shared, bytes.length)) !== 0) shared -= 1;
  return { prefix: first.bytes.subarray(0, shared), each, longest: Math.max(0, ...each.map(({ bytes }) => bytes.length)) };
}

/** Every place before `until` where the bytes of a root stand, in order. */
export function rootPlaces(bytes: Buffer, needles: RootNeedles, until: number): RootHit[] {
  const { prefix, each } = needles;
  const places: RootHit[] = [];
  if (each.length === 0) return places;
  for (let at = bytes.indexOf(prefix); at >= 0 && at < until; at = bytes.indexOf(prefix, at + 1)) {
    for (const { root, bytes: needle } of each) {
      const end = at + needle.length;
      if (end <= bytes.length && bytes.compare(needle, prefix.length, needle.length, at + prefix.length, end) === 0) places.push({ root, at });
    }
  }
  return places;
}

/** Whether the bytes go on as the root's own path, or end it: see {@link isOtherPath}. */
export function isPathOf(bytes: Buffer, place: RootHit): boolean {
  return !isOtherPath(bytes, place.at + Buffer.byteLength(place.root), place.root);
}

/**
 * Whether the text goes on into the name of another file beside the root: `/a/wt2/x` for the root `/a/wt`.
 * String literals stand side by side without a separator, so `/a/wt` may as well be followed by the next
 * literal: only a name that ends with `/` and exists beside the root excuses it.
 */
function isOtherPath(bytes: Buffer, end: number, root: string): boolean {
  const slash = bytes.subarray(end, end + LOOK_AHEAD).indexOf(SLASH);
  if (slash <= 0) return false;
  const rest = bytes.toString('utf8', end, end + slash);
  return !rest.includes('\0') && lstat(root + rest) !== undefined;
}

/** The bytes around a hit with everything unprintable shown as `·`. */
export function printableContext(bytes: Buffer, at: number, rootBytes: number): string {
  const text = bytes.toString('latin1', Math.max(0, at - 24), at + rootBytes + 110);
  return text.replace(/[^\x20-\x7e]/g, '·');
}
