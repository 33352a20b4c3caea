/**
 * The one place in rustc's metadata where a worktree's root is expected: the source-file table.
 *
 * An entry as rustc writes it from 1.94 on, debug, release and check alike (seen in the output of 1.94 to 1.101 nightly;
 * `rustc_span::RealFileName` and `SourceFileHash`). A text is its leb128 length, its bytes and 0xC1:
 *
 *     00 00  text(name)  text(working directory)  text(absolute name)  00  hash kind  20  32 hash bytes
 *
 * A member is compiled in the workspace root and named relative to it: `mem/src/lib.rs`, root,
 * `root/mem/src/lib.rs`. A file named absolutely (generated below OUT_DIR) has that name twice. Anything else
 * that holds a root is a leak: a literal or a macro body is one text, a constant is bare bytes.
 *
 * To 1.93 an entry held the absolute name alone, and a panic in a generic function printed it in whatever program used it:
 * there the table's own entries are leaks as well, so no member is shared.
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
/** Where the compiler's version stands, by the format's own (`METADATA_VERSION`): 9 with rustc 1.84, 10 to 1.99, 11 from 1.100 on. */
const VERSION_AT: ReadonlyMap<number, number> = new Map([[9, 16], [10, 16], [11, 40]]);

/**
 * Whether these bytes are metadata that is stored as it is: magic, format, root position, `rustc …` version, …, end mark;
 * in a library's `.rustc` section magic and length stand before that (`rustc_metadata`, seen with 1.84 to
 * 1.101 nightly). Older compilers compressed that section, which could hide a path from the search.
 */
export function isPlainMetadata(bytes: Buffer): boolean {
  const start = startsWith(bytes, MAGIC, WRAPPER_BYTES) ? WRAPPER_BYTES : 0;
  if (start > 0 && Number(bytes.readBigUInt64LE(8)) !== bytes.length - WRAPPER_BYTES) return false;
  const versionAt = VERSION_AT.get(bytes[start + MAGIC.length] ?? 0);
  const version = versionAt === undefined ? undefined : readText(bytes, start + versionAt);
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

/**
 * Reads the entries of known sources; what has not exactly an entry's shape is not one. `candidates` are the offsets
 * where a working directory's path stands in the bytes: one search serves every directory, and the leak scan too.
 */
export function readSourceTable(bytes: Buffer, sources: KnownSources, candidates: readonly number[]): SourceTable {
  const spans: Span[] = [];
  const recorded = new Map<string, string>();
  const directories = sources.workingDirectories.map((directory) => ({ directory, pattern: text(directory) }));
  for (const at of candidates) {
    const known = directories.find(({ directory, pattern }) => startsWith(bytes, pattern, textStart(at, directory)));
    const entry =
      known === undefined
        ? absoluteEntry(bytes, at, sources)
        : readEntry(bytes, { at: textStart(at, known.directory), ...known, names: sources.names });
    if (entry === undefined) continue;
    spans.push(...entry.spans);
    record(bytes, entry, recorded);
  }
  if (recorded.size === 0) for (const entry of movedEntries(bytes, sources)) record(bytes, entry, recorded);
  return { spans: spans.sort((a, b) => a.start - b.start), recorded };
}

interface Entry {
  readonly name: string;
  readonly spans: readonly Span[];
  /** Where the hash begins, after the paths. */
  readonly end: number;
}

function record(bytes: Buffer, entry: Entry, recorded: Map<string, string>): void {
  if (bytes[entry.end + 1] === MD5) recorded.set(entry.name, bytes.toString('hex', entry.end + 3, entry.end + 3 + 16));
}

/** The entry whose working directory is the text `pattern` at `at`. */
function readEntry(bytes: Buffer, o: { at: number; directory: string; pattern: Buffer; names: ReadonlySet<string> }): Entry | undefined {
  const absolute = readText(bytes, o.at + o.pattern.length);
  if (absolute === undefined || !isEntryEnd(bytes, absolute.end)) return undefined;
  const relative = absolute.value.startsWith(`${o.directory}/`) ? absolute.value.slice(o.directory.length + 1) : undefined;
  const name = [relative, absolute.value].find((n) => n !== undefined && o.names.has(posix.normalize(n)) && endsWithName(bytes, o.at, n));
  if (name === undefined) return undefined;
  return { name: posix.normalize(name), spans: [{ start: o.at - text(name).length, end: absolute.end }], end: absolute.end };
}

/** The entry named absolutely at `at` by a compiler in a directory that is no root: a registry crate's generated source. */
function absoluteEntry(bytes: Buffer, at: number, sources: KnownSources): Entry | undefined {
  const name = bytes.toString('utf8', at, Math.max(at, bytes.indexOf(TEXT_END, at)));
  const start = textStart(at, name);
  const pattern = text(name);
  if (!sources.names.has(posix.normalize(name)) || !startsWith(bytes, pattern, start) || !isEntryStart(bytes, start)) return undefined;
  const end = start + pattern.length;
  const directory = readText(bytes, end);
  if (directory === undefined || !isAbsolute(directory.value) || sources.workingDirectories.includes(directory.value)) return undefined;
  const last = directory.end + pattern.length;
  if (!startsWith(bytes, pattern, directory.end) || !isEntryEnd(bytes, last)) return undefined;
  return { name: posix.normalize(name), spans: [{ start, end }, { start: directory.end, end: last }], end: last };
}

/**
 * The entries of a tree that was compiled elsewhere and moved: the first source tells the directory.
 * They tell digests; they excuse no path.
 */
function movedEntries(bytes: Buffer, sources: KnownSources): Entry[] {
  const [first] = sources.names;
  const entries: Entry[] = [];
  if (first === undefined || isAbsolute(first)) return entries;
  for (const directory of workingDirectoriesOf(bytes, first)) {
    const pattern = text(directory);
    forEach(bytes, pattern, (at) => {
      const entry = readEntry(bytes, { at, directory, pattern, names: sources.names });
      if (entry !== undefined) entries.push(entry);
    });
  }
  return entries;
}

/** Where the compiler ran, by the entries of one source: `name` is relative, as rustc was given it. */
export function workingDirectoriesOf(bytes: Buffer, name: string): Set<string> {
  const directories = new Set<string>();
  forEach(bytes, text(name), (at, end) => {
    const directory = readText(bytes, end);
    if (directory !== undefined && isAbsolute(directory.value) && isEntryStart(bytes, at)) directories.add(directory.value);
  });
  return directories;
}

/** Whether `at` lies in one of the spans, which are in order and do not overlap. */
export function isWithin(spans: readonly Span[], at: number): boolean {
  let low = 0;
  let high = spans.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const span = spans[middle];
    if (span === undefined || span.start > at) high = middle;
    else if (span.end <= at) low = middle + 1;
    else return true;
  }
  return false;
}

function forEach(bytes: Buffer, pattern: Buffer, visit: (at: number, end: number) => void): void {
  for (let at = bytes.indexOf(pattern); at >= 0; at = bytes.indexOf(pattern, at + 1)) visit(at, at + pattern.length);
}

function startsWith(bytes: Buffer, pattern: Buffer, at: number): boolean {
  return at >= 0 && at + pattern.length <= bytes.length && bytes.compare(pattern, 0, pattern.length, at, at + pattern.length) === 0;
}

/** Where a text begins whose bytes begin at `at`: before them stands their length. */
function textStart(at: number, value: string): number {
  return at - (text(value).length - Buffer.byteLength(value) - 1);
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
