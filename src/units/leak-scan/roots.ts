import { lstat } from '../../system/fs.ts';
import type { AbsolutePath } from '../../system/brand.ts';

/** A root as the bytes to look for. */
export interface RootNeedle {
  readonly root: AbsolutePath;
  readonly bytes: Buffer;
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
export function rootNeedles(roots: readonly AbsolutePath[]): RootNeedle[] {
  const plain = [...new Set(roots.map((root) => root.replace(/\/+$/, '')))].filter((root) => root !== '');
  return plain
    .filter((root) => !plain.some((other) => root.startsWith(`${other}/`)))
    .map((root) => ({ root: root as AbsolutePath, bytes: Buffer.from(root) }));
}

/**
 * The first place where a root stands as a path in `bytes` and `exempt` does not excuse it.
 * Only hits that start before `until` count (a later chunk sees the rest whole).
 */
export function findRoot(
  bytes: Buffer,
  needles: readonly RootNeedle[],
  o: { until: number; exempt: (at: number) => boolean },
): RootHit | undefined {
  for (const needle of needles) {
    let at = bytes.indexOf(needle.bytes);
    while (at >= 0 && at < o.until) {
      if (!o.exempt(at) && !isOtherPath(bytes, at + needle.bytes.length, needle.root)) return { root: needle.root, at };
      at = bytes.indexOf(needle.bytes, at + 1);
    }
  }
  return undefined;
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
