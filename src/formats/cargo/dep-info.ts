import { isUtf8 } from 'node:buffer';
import { err, ok, type Result } from '../../system/result.ts';

/** Cargo's own record of a unit's inputs: the binary `dep-*` file in its fingerprint directory. */
export interface DepInfo {
  readonly files: readonly DepInfoFile[];
  readonly env: readonly { readonly name: string; readonly value: string | null }[];
}

export interface DepInfoFile {
  /**
   * What `path` is relative to: the package's root, the build directory or the workspace's root. An absolute path ignores it.
   * By the last of them cargo 1.101 names what lies below it, and not in the package (tried; before, such a path is absolute).
   */
  readonly base: DepInfoBase;
  readonly path: string;
  /** Only with cargo's checksum freshness. `fileLength` in bytes; `text` such as `blake3=<hex>`. */
  readonly checksum?: { readonly fileLength: bigint; readonly text: string };
}

export type DepInfoBase = 'package' | 'build' | 'workspace';

/** By the numbers that stand for them. */
const BASES: readonly DepInfoBase[] = ['package', 'build', 'workspace'];

/**
 * Reads a `dep-*` file. Format: `EncodedDepInfo` in cargo's `core/compiler/fingerprint/dep_info.rs`, version 1:
 * little-endian u32 lengths, `01 00 00 00 ff` so that older cargos fail on it, then the version byte.
 * Whatever parses is written back byte for byte by {@link encodeDepInfo}.
 * Errors: `not-utf8` where a string is not text, else a phrase for diagnostics.
 */
export function parseDepInfo(bytes: Buffer): Result<DepInfo, string> {
  const reader: Reader = { bytes, at: 0, problem: undefined };
  if (u32(reader) !== 1 || u8(reader) !== 0xff) return err('not a dep-info file');
  if (u8(reader) !== VERSION) return err('unknown dep-info version');
  const files: DepInfoFile[] = [];
  for (let left = count(reader, SMALLEST_FILE); left > 0 && reader.problem === undefined; left--) {
    files.push(readFile(reader));
  }
  const env: { name: string; value: string | null }[] = [];
  for (let left = count(reader, SMALLEST_VARIABLE); left > 0 && reader.problem === undefined; left--) {
    env.push({ name: text(reader), value: flag(reader) ? text(reader) : null });
  }
  if (reader.problem !== undefined) return err(reader.problem);
  if (reader.at !== bytes.length) return err('bytes after the end');
  return ok({ files, env });
}

/** Writes what {@link parseDepInfo} reads. */
export function encodeDepInfo(depInfo: DepInfo): Buffer {
  const parts: Buffer[] = [Buffer.from([1, 0, 0, 0, 0xff, VERSION]), length(depInfo.files.length)];
  for (const { base, path, checksum } of depInfo.files) {
    parts.push(Buffer.from([BASES.indexOf(base)]), ...string(path));
    if (checksum === undefined) {
      parts.push(FALSE);
    } else {
      const fileLength = Buffer.alloc(8);
      fileLength.writeBigUInt64LE(checksum.fileLength);
      parts.push(TRUE, fileLength, ...string(checksum.text));
    }
  }
  parts.push(length(depInfo.env.length));
  for (const { name, value } of depInfo.env) {
    parts.push(...string(name), ...(value === null ? [FALSE] : [TRUE, ...string(value)]));
  }
  return Buffer.concat(parts);
}

/** `CURRENT_ENCODED_DEP_INFO_VERSION`. */
const VERSION = 1;
const FALSE = Buffer.from([0]);
const TRUE = Buffer.from([1]);
/** Bytes of a file entry with an empty path: type, length, checksum flag. */
const SMALLEST_FILE = 6;
/** Bytes of a variable with an empty name: length, value flag. */
const SMALLEST_VARIABLE = 5;

/** `problem` is set once, by the first read that fails; the reads after it give empty values. */
interface Reader {
  readonly bytes: Buffer;
  at: number;
  problem: string | undefined;
}

/** Moves on by `size` bytes and gives where they began, or `undefined` past the end. */
function take(reader: Reader, size: number): number | undefined {
  const start = reader.at;
  if (reader.problem !== undefined || start + size > reader.bytes.length) {
    reader.problem ??= 'cut short';
    return undefined;
  }
  reader.at = start + size;
  return start;
}

function u8(reader: Reader): number {
  const at = take(reader, 1);
  return at === undefined ? 0 : reader.bytes.readUInt8(at);
}

function u32(reader: Reader): number {
  const at = take(reader, 4);
  return at === undefined ? 0 : reader.bytes.readUInt32LE(at);
}

function flag(reader: Reader): boolean {
  const value = u8(reader);
  if (value > 1) reader.problem ??= 'a flag is neither 0 nor 1';
  return value === 1;
}

/** A number of entries; one that the rest of the bytes cannot hold is refused before anything is allocated. */
function count(reader: Reader, smallestEntry: number): number {
  const entries = u32(reader);
  if (entries * smallestEntry > reader.bytes.length - reader.at) reader.problem ??= 'cut short';
  return entries;
}

function text(reader: Reader): string {
  const size = u32(reader);
  const at = take(reader, size);
  if (at === undefined) return '';
  const value = reader.bytes.toString('utf8', at, at + size);
  if (value.includes('\ufffd') && !isUtf8(reader.bytes.subarray(at, at + size))) reader.problem ??= 'not-utf8';
  return value;
}

function readFile(reader: Reader): DepInfoFile {
  const base = BASES[u8(reader)];
  if (base === undefined) {
    reader.problem ??= 'unknown type of path';
    return { base: 'package', path: '' };
  }
  const path = text(reader);
  if (!flag(reader)) return { base, path };
  const at = take(reader, 8);
  const fileLength = at === undefined ? 0n : reader.bytes.readBigUInt64LE(at);
  return { base, path, checksum: { fileLength, text: text(reader) } };
}

function length(size: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(size);
  return bytes;
}

function string(value: string): Buffer[] {
  const bytes = Buffer.from(value, 'utf8');
  return [length(bytes.length), bytes];
}
