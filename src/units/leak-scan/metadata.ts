/**
 * The one place in rustc's metadata where a worktree's root is expected: the source-file table.
 *
 * An entry as rustc 1.95 and 1.97 nightly write it, debug, release and check alike (seen in their output;
 * `rustc_span::RealFileName` and `SourceFileHash`). A text is its leb128 length, its bytes and 0xC1:
 *
 *     00 00  text(name)  text(working directory)  text(absolute name)  00  hash kind  20  32 hash bytes
 *
 * A member is compiled in the workspace root and named relative to it: `mem/src/lib.rs`, root,
 * `root/mem/src/lib.rs`. A file named absolutely (generated below OUT_DIR) has that name twice. Anything else
 * that holds a root is a leak: a literal or a macro body is one text, a constant is bare bytes.
 */
import { isAbsolute, posix } from 'node:path';

/** Offsets in the metadata: from `start` up to, not including, `end`. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

export interface KnownSources {
  /** Working directories of the compiler: the workspace roots that the unit or its dependencies were built in. */
  readonly workingDirectories: readonly string[];
  /** Normalised; relative to the working directory, or absolute. */
  readonly names: ReadonlySet<string>;
}

const TEXT_END = 0xc1;
const ENTRY_START = Buffer.from([0, 0]);
const HASH_BYTES = 32;
/** MD5, SHA-1, SHA-256, BLAKE3 (`rustc_span::SourceFileHashAlgorithm`). */
const HASH_KINDS = 4;
const HEADER = Buffer.from('rust\0\0\0');
const FOOTER = Buffer.from('rust-end-file');

/** Whether these bytes are metadata that is stored as it is. Compressed metadata could hide a path from the search. */
export function isPlainMetadata(bytes: Buffer): boolean {
  const start = bytes.indexOf(HEADER);
  return start >= 0 && start <= 2 * (HEADER.length + 9) && bytes.lastIndexOf(FOOTER) >= bytes.length - 2 * FOOTER.length;
}

export function knownSources(workingDirectories: readonly string[], names: readonly string[]): KnownSources {
  return { workingDirectories: [...new Set(workingDirectories)], names: new Set(names.map((name) => posix.normalize(name))) };
}

/** The entries of the source-file table that name known sources, in order. */
export function sourceTableSpans(bytes: Buffer, sources: KnownSources): Span[] {
  const spans: Span[] = [];
  for (const directory of sources.workingDirectories) {
    forEach(bytes, text(directory), (at, end) => {
      const absolute = readText(bytes, end);
      if (absolute === undefined) return;
      const name = absolute.value.startsWith(`${directory}/`) ? absolute.value.slice(directory.length + 1) : undefined;
      const entry = [name, absolute.value].find((n) => n !== undefined && sources.names.has(posix.normalize(n)) && endsWithName(bytes, at, n));
      if (entry !== undefined && isEntryEnd(bytes, absolute.end)) {
        spans.push({ start: at - text(entry).length, end: absolute.end });
      }
    });
  }
  for (const name of sources.names) {
    if (isAbsolute(name)) spans.push(...absoluteEntries(bytes, name, sources));
  }
  return spans.sort((a, b) => a.start - b.start);
}

/** Entries named absolutely by a compiler in a directory that is no root: a registry crate's generated source. */
function absoluteEntries(bytes: Buffer, name: string, sources: KnownSources): Span[] {
  const spans: Span[] = [];
  const pattern = text(name);
  forEach(bytes, pattern, (at, end) => {
    const directory = readText(bytes, end);
    if (directory === undefined || !isAbsolute(directory.value)) return;
    if (sources.workingDirectories.includes(directory.value)) return;
    const same = bytes.compare(pattern, 0, pattern.length, directory.end, directory.end + pattern.length) === 0;
    const last = directory.end + pattern.length;
    if (same && isEntryStart(bytes, at) && isEntryEnd(bytes, last)) {
      spans.push({ start: at, end });
      spans.push({ start: directory.end, end: last });
    }
  });
  return spans;
}

/** Whether `at` lies in one of the spans, which are in order and do not overlap. */
export function isWithin(spans: readonly Span[], at: number): boolean {
  let low = 0;
  let high = spans.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (spans[middle]!.end <= at) low = middle + 1;
    else high = middle;
  }
  return low < spans.length && spans[low]!.start <= at;
}

function forEach(bytes: Buffer, pattern: Buffer, visit: (at: number, end: number) => void): void {
  for (let at = bytes.indexOf(pattern); at >= 0; at = bytes.indexOf(pattern, at + 1)) visit(at, at + pattern.length);
}

function endsWithName(bytes: Buffer, end: number, name: string): boolean {
  const pattern = text(name);
  const start = end - pattern.length;
  return start >= 0 && bytes.compare(pattern, 0, pattern.length, start, end) === 0 && isEntryStart(bytes, start);
}

function isEntryStart(bytes: Buffer, at: number): boolean {
  return at >= ENTRY_START.length && bytes.compare(ENTRY_START, 0, ENTRY_START.length, at - ENTRY_START.length, at) === 0;
}

function isEntryEnd(bytes: Buffer, at: number): boolean {
  return bytes[at] === 0 && (bytes[at + 1] ?? HASH_KINDS) < HASH_KINDS && bytes[at + 2] === HASH_BYTES && at + 3 + HASH_BYTES <= bytes.length;
}

/** A text as rustc's encoder writes it (`rustc_serialize::opaque`, `STR_SENTINEL`). */
function text(value: string): Buffer {
  const bytes = Buffer.from(value);
  const length: number[] = [];
  let left = bytes.length;
  for (; left >= 0x80; left >>>= 7) length.push((left & 0x7f) | 0x80);
  length.push(left);
  return Buffer.concat([Buffer.from(length), bytes, Buffer.from([TEXT_END])]);
}

function readText(bytes: Buffer, at: number): { value: string; end: number } | undefined {
  let length = 0;
  let next = at;
  for (let shift = 0; shift < 21; shift += 7) {
    const byte = bytes[next];
    if (byte === undefined) return undefined;
    next += 1;
    length |= (byte & 0x7f) << shift;
    if (byte < 0x80) {
      const end = next + length;
      return bytes[end] === TEXT_END ? { value: bytes.toString('utf8', next, end), end: end + 1 } : undefined;
    }
  }
  return undefined;
}
