/**
 * Which bytes of an artifact count: what is loaded with a program, and rustc's metadata. Debug information
 * (not allocated) does not. What is not understood counts whole: slower, and never less.
 */
import { readRange } from '../../system/read-at.ts';
import { err, ok, type Result } from '../../system/result.ts';
import { isArchive, readMembers } from './archive.ts';
import { isBitcode } from './bitcode.ts';
import { isElf, readSectionName, readSections, type Section } from './elf.ts';

/** A range of the file: absolute `start`, `size` in bytes. */
export interface Part {
  readonly start: number;
  readonly size: number;
  /** What a person reads: an archive member's name and the section's. */
  readonly label: () => string;
}

export interface Parts {
  readonly searched: Part[];
  readonly metadata: Part[];
  /** LLVM bitcode: counts whole, and is searched bit by bit. */
  readonly bitcode: Part[];
}

const METADATA_SECTIONS = new Set(['.rmeta', '.rustc']);
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
  const parts: Parts = { searched: [], metadata: [], bitcode: [] };
  const failure = collect(fd, { name: '', start: 0, size, depth: 0 }, parts);
  return failure === undefined ? ok(parts) : err(failure);
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
  if (isElf(head)) {
    const sections = readSections(fd, piece.start, piece.size);
    if (sections.ok) return collectSections(fd, { piece, sections: sections.value }, parts);
  } else if (head.subarray(0, METADATA_MAGIC.length).equals(METADATA_MAGIC)) {
    parts.metadata.push({ start: piece.start, size: piece.size, label: () => piece.name || '.rmeta' });
    return undefined;
  }
  const list = isBitcode(head) ? parts.bitcode : parts.searched;
  list.push({ start: piece.start, size: piece.size, label: () => piece.name });
  return undefined;
}

function collectMembers(fd: number, piece: Piece, parts: Parts): string | undefined {
  if (piece.depth === MOST_NESTED) return 'archives nested too deep';
  const members = readMembers(fd, piece.start, piece.size);
  if (!members.ok) return members.error;
  for (const member of members.value) {
    const failure = collect(fd, { ...member, depth: piece.depth + 1 }, parts);
    if (failure !== undefined) return failure;
  }
  return undefined;
}

function collectSections(fd: number, o: { piece: Piece; sections: readonly Section[] }, parts: Parts): string | undefined {
  const prefix = o.piece.name === '' ? '' : `${o.piece.name} `;
  const mayHoldMetadata = o.piece.depth === 0 || o.piece.name === METADATA_MEMBER;
  for (const section of o.sections) {
    if (section.size === 0) continue;
    const part: Part = { start: section.start, size: section.size, label: () => `${prefix}${readSectionName(fd, section)}` };
    if (section.allocated || o.piece.name === LINK_MEMBER) parts.searched.push(part);
    else if (mayHoldMetadata && section.contents && METADATA_SECTIONS.has(readSectionName(fd, section))) parts.metadata.push(part);
  }
  return undefined;
}
