/**
 * Which bytes of an artifact count: what reaches a program, and rustc's metadata. Debug information
 * does not. What is not understood counts whole: slower, and never less.
 */
import { readRange } from '../../system/read-at.ts';
import { err, ok, type Result } from '../../system/result.ts';
import { isArchive, readMembers } from './archive.ts';
import { isBitcode } from './bitcode.ts';
import { coffSections, isCoff } from './coff.ts';
import { elfSections, isElf } from './elf.ts';
import { isFat, readSlices } from './fat.ts';
import { isDwo } from './split-debug.ts';
import { isMachO, machoSections } from './macho.ts';
import type { ObjectPlace, ObjectSection } from './object.ts';
import { isWasm, wasmSections } from './wasm.ts';

/** A range of the file: absolute `start`, `size` in bytes. */
export interface Part {
  readonly start: number;
  readonly size: number;
  /** What a person reads: an archive member's name and the section's. */
  readonly label: () => string;
  /** The object, program or library that it is a section of. */
  readonly object?: ObjectRange;
}

export interface ObjectRange {
  readonly start: number;
  readonly size: number;
}

export interface Parts {
  readonly searched: Part[];
  readonly metadata: Part[];
  /** LLVM bitcode: counts whole, and is searched bit by bit. */
  readonly bitcode: Part[];
  /** Whether a member of an archive holds debug information alone: `.dwo`. */
  holdsDwo: boolean;
}

interface Format {
  readonly is: (head: Buffer) => boolean;
  readonly sections: (place: ObjectPlace) => Result<ObjectSection[], string>;
}

const FORMATS: readonly Format[] = [
  { is: isElf, sections: elfSections },
  { is: isMachO, sections: machoSections },
  { is: isWasm, sections: wasmSections },
  // Last: its magic is the shortest.
  { is: isCoff, sections: coffSections },
];
/** An `.rlib`'s metadata; no other member of an archive holds any (`rustc_codegen_ssa`, seen with 1.95 and 1.99). */
const METADATA_MEMBER = 'lib.rmeta';
/**
 * From 1.97: what only linking reads, the names of members and of bundled libraries (rust-lang/rust issue 138243). It is no
 * path, and stands in a section that is not allocated; what reaches the linker counts all the same.
 */
const LINK_MEMBER = 'lib.rmeta-link';
const METADATA_MAGIC = Buffer.from('rust\0\0\0');
/** Enough for every magic that is looked at. */
const HEAD_BYTES = 8;
const MOST_NESTED = 4;

/** The parts of the file that count. The error says why it cannot be searched at all. */
export function partsOf(fd: number, size: number): Result<Parts, string> {
  const parts: Parts = { searched: [], metadata: [], bitcode: [], holdsDwo: false };
  const failure = collect(fd, { name: '', start: 0, size, depth: 0 }, parts);
  return failure === undefined ? ok(parts) : err(failure);
}

/** The sections of an object, a program or a library of any format that is known, by its first bytes. */
export function objectSections(head: Buffer, place: ObjectPlace): Result<ObjectSection[], string> | undefined {
  return FORMATS.find(({ is }) => is(head))?.sections(place);
}

interface Piece {
  readonly name: string;
  readonly start: number;
  readonly size: number;
  readonly depth: number;
}

function collect(fd: number, piece: Piece, parts: Parts): string | undefined {
  if (piece.size === 0) return undefined;
  const head = readRange(fd, piece.start, Math.min(HEAD_BYTES, piece.size));
  if (isArchive(head)) return collectMembers(fd, piece, parts);
  if (head.subarray(0, METADATA_MAGIC.length).equals(METADATA_MAGIC)) {
    parts.metadata.push({ start: piece.start, size: piece.size, label: () => piece.name || '.rmeta' });
    return undefined;
  }
  const slices = isFat(head) ? readSlices(fd, piece.start, piece.size) : undefined;
  if (slices?.ok === true) return collectEach(fd, piece, slices.value.map((slice) => ({ ...slice, name: piece.name })), parts);
  const mayHoldMetadata = piece.depth === 0 || piece.name === METADATA_MEMBER;
  const sections = objectSections(head, { fd, base: piece.start, size: piece.size, mayHoldMetadata });
  if (sections?.ok === true) {
    collectSections(piece, sections.value, parts);
    return undefined;
  }
  const list = isBitcode(head) ? parts.bitcode : parts.searched;
  list.push({ start: piece.start, size: piece.size, label: () => piece.name });
  return undefined;
}

function collectMembers(fd: number, piece: Piece, parts: Parts): string | undefined {
  const members = readMembers(fd, piece.start, piece.size);
  return members.ok ? collectEach(fd, piece, members.value, parts) : members.error;
}

function collectEach(fd: number, piece: Piece, held: readonly Omit<Piece, 'depth'>[], parts: Parts): string | undefined {
  if (piece.depth === MOST_NESTED) return 'archives nested too deep';
  for (const each of held) {
    if (isDwo(each.name)) parts.holdsDwo = true;
    const failure = collect(fd, { ...each, depth: piece.depth + 1 }, parts);
    if (failure !== undefined) return failure;
  }
  return undefined;
}

function collectSections(piece: Piece, sections: readonly ObjectSection[], parts: Parts): void {
  const prefix = piece.name === '' ? '' : `${piece.name} `;
  const object: ObjectRange = { start: piece.start, size: piece.size };
  for (const { start, size, name, use } of sections) {
    if (size === 0) continue;
    const part: Part = { start, size, label: () => `${prefix}${name()}`, object };
    if (use === 'program' || (use === 'apart' && piece.name === LINK_MEMBER)) parts.searched.push(part);
    else if (use === 'bitcode') parts.bitcode.push(part);
    else if (use === 'metadata') parts.metadata.push(part);
  }
}
