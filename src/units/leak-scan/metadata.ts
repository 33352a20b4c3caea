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
const MD5 = 0;
const MAGIC = Buffer.from('rust\0\0\0');
const END_MARK = Buffer.from('rust-end-file');
const WRAPPER_BYTES = 16;
const VERSION_AT = 16;

/**
 * Whether these bytes are metadata that is stored as it is: magic, root position, `rustc …` version, …, end mark;
 * in a library's `.rustc` section magic and length stand before that (`rustc_metadata`, seen with 1.95 and 1.97
 * nightly). Older compilers compressed that section, which could hide a path from the search.
 */
export function isPlainMetadata(bytes: Buffer): boolean {
  const start = startsWith(bytes, MAGIC, WRAPPER_BYTES) ? WRAPPER_BYTES : 0;
  if (start > 0 && Number(bytes.readBigUInt64LE(8)) !== bytes.length - WRAPPER_BYTES) return false;
  const version = readText(bytes, start + VERSION_AT);
  return startsWith(bytes, MAGIC, 0) && version?.value.startsWith('rustc ') === true && startsWith(bytes, END_MARK, bytes.length - END_MARK.length);
}

export function knownSources(workingDirectories: readonly string[], names: readonly string[]): KnownSources {
  return { workingDirectories: [...new Set(workingDirectories)], names: new Set(names.map((name) => posix.normalize(name))) };
}

/** What the source-file table says of the known sources. */
export interface SourceTable {
  /** Where the entries hold a path, in order: the only places where a root is expected. */
  readonly spans: readonly Span[];
  /**
   * MD5 in lower-case hex by normalised name, as in {@link KnownSources.names}. Only files that some span in the
   * metadata points into are listed: a proc macro lists little but its root, and an empty file is never listed.
   */
  readonly recorded: ReadonlyMap<string, string>;
}

/** Reads the entries of known sources; what has not exactly an entry's shape is not one. */
export function readSourceTable(bytes: Buffer, sources: KnownSources): SourceTable {
  const spans: Span[] = [];
  const recorded = new Map<string, string>();
  const add = (name: string, entryEnd: number, found: readonly Span[]): void => {
    spans.push(...found);
    if (bytes[entryEnd + 1] === MD5) recorded.set(name, bytes.toString('hex', entryEnd + 3, entryEnd + 3 + 16));
  };
  const known = new Set(sources.workingDirectories);
  for (const directory of new Set([...known, ...learnedDirectories(bytes, sources)])) {
    forEach(bytes, text(directory), (at, end) => {
      const absolute = readText(bytes, end);
      if (absolute === undefined || !isEntryEnd(bytes, absolute.end)) return;
      const relative = absolute.value.startsWith(`${directory}/`) ? absolute.value.slice(directory.length + 1) : undefined;
      const name = [relative, absolute.value].find((n) => n !== undefined && sources.names.has(posix.normalize(n)) && endsWithName(bytes, at, n));
      if (name === undefined) return;
      const span = { start: at - text(name).length, end: absolute.end };
      add(posix.normalize(name), absolute.end, known.has(directory) ? [span] : []);
    });
  }
  for (const name of sources.names) {
    if (isAbsolute(name)) absoluteEntries(bytes, { name, sources, add });
  }
  return { spans: spans.sort((a, b) => a.start - b.start), recorded };
}

/** The directory that the unit's first source was compiled in, which may have moved since: it tells digests, it excuses no path. */
function learnedDirectories(bytes: Buffer, sources: KnownSources): string[] {
  const [first] = sources.names;
  const directories: string[] = [];
  if (first === undefined || isAbsolute(first)) return directories;
  forEach(bytes, text(first), (at, end) => {
    const directory = readText(bytes, end);
    if (directory !== undefined && isAbsolute(directory.value) && isEntryStart(bytes, at)) directories.push(directory.value);
  });
  return directories;
}

/** Entries named absolutely by a compiler in a directory that is no root: a registry crate's generated source. */
function absoluteEntries(
  bytes: Buffer,
  o: { name: string; sources: KnownSources; add: (name: string, entryEnd: number, found: readonly Span[]) => void },
): void {
  const pattern = text(o.name);
  forEach(bytes, pattern, (at, end) => {
    const directory = readText(bytes, end);
    if (directory === undefined || !isAbsolute(directory.value)) return;
    if (o.sources.workingDirectories.includes(directory.value)) return;
    const last = directory.end + pattern.length;
    if (startsWith(bytes, pattern, directory.end) && isEntryStart(bytes, at) && isEntryEnd(bytes, last)) {
      o.add(o.name, last, [{ start: at, end }, { start: directory.end, end: last }]);
    }
  });
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

function startsWith(bytes: Buffer, pattern: Buffer, at: number): boolean {
  return at >= 0 && at + pattern.length <= bytes.length && bytes.compare(pattern, 0, pattern.length, at, at + pattern.length) === 0;
}

function endsWithName(bytes: Buffer, end: number, name: string): boolean {
  const pattern = text(name);
  const start = end - pattern.length;
  return startsWith(bytes, pattern, start) && isEntryStart(bytes, start);
}

function isEntryStart(bytes: Buffer, at: number): boolean {
  return startsWith(bytes, ENTRY_START, at - ENTRY_START.length);
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
