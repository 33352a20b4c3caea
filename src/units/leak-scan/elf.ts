import { err, ok, type Result } from '../../system/result.ts';
import { readRange } from '../../system/read-at.ts';

/** One section of an ELF file; positions are absolute in the file that holds it. */
export interface Section {
  readonly start: number;
  /** Bytes in the file: 0 for NOBITS. */
  readonly size: number;
  /** Loaded with the program (SHF_ALLOC). */
  readonly allocated: boolean;
  /** Compiler-defined contents (SHT_PROGBITS): what `.rmeta`, `.rustc` and DWARF are. */
  readonly contents: boolean;
  readonly nameAt: number;
}

const HEADER_BYTES = 64;
const ENTRY_BYTES = 64;
const NOBITS = 8;
const PROGBITS = 1;
const ALLOCATED = 2n;
const EXTENDED_INDEX = 0xffff;
/** An object of 4 million sections: more is taken for damage. */
const MOST_SECTIONS = 1 << 22;

export function isElf(head: Buffer): boolean {
  return head.length >= 4 && head.readUInt32BE(0) === 0x7f454c46;
}

/**
 * The section headers of a 64-bit little-endian ELF file that starts at `base` and is `size` bytes long.
 * Reads the header and the section table only. The error says why the table cannot be used.
 */
export function readSections(fd: number, base: number, size: number): Result<Section[], string> {
  if (size < HEADER_BYTES) return err('too short for an ELF header');
  const header = readRange(fd, base, HEADER_BYTES);
  if (header.length < HEADER_BYTES || !isElf(header)) return err('not an ELF file');
  if (header[4] !== 2 || header[5] !== 1) return err('not 64-bit little-endian ELF');
  const tableAt = Number(header.readBigUInt64LE(40));
  if (tableAt === 0) return err('no section headers');
  if (header.readUInt16LE(58) !== ENTRY_BYTES) return err('unknown section header size');
  if (tableAt + ENTRY_BYTES > size) return err('section headers beyond the end');
  let count = header.readUInt16LE(60);
  let namesIndex = header.readUInt16LE(62);
  if (count === 0 || namesIndex === EXTENDED_INDEX) {
    // From 0xff00 sections on, the true count and name index stand in the first entry (ELF gABI).
    const first = readRange(fd, base + tableAt, ENTRY_BYTES);
    if (first.length < ENTRY_BYTES) return err('section headers beyond the end');
    count ||= Number(first.readBigUInt64LE(32));
    if (namesIndex === EXTENDED_INDEX) namesIndex = first.readUInt32LE(40);
  }
  if (count > MOST_SECTIONS || tableAt + count * ENTRY_BYTES > size) return err('section headers beyond the end');
  if (namesIndex >= count) return err('no section names');
  const table = readRange(fd, base + tableAt, count * ENTRY_BYTES);
  if (table.length < count * ENTRY_BYTES) return err('section headers beyond the end');
  return parseTable(table, { base, size, namesAt: base + Number(table.readBigUInt64LE(namesIndex * ENTRY_BYTES + 24)) });
}

function parseTable(table: Buffer, o: { base: number; size: number; namesAt: number }): Result<Section[], string> {
  const sections: Section[] = [];
  for (let at = 0; at < table.length; at += ENTRY_BYTES) {
    const type = table.readUInt32LE(at + 4);
    const start = Number(table.readBigUInt64LE(at + 24));
    const size = type === NOBITS ? 0 : Number(table.readBigUInt64LE(at + 32));
    // The first entry is the null section; its size field may hold the section count.
    if (at === 0) continue;
    if (size > 0 && start + size > o.size) return err('a section lies beyond the end');
    sections.push({
      start: o.base + start,
      size,
      allocated: (table.readBigUInt64LE(at + 8) & ALLOCATED) !== 0n,
      contents: type === PROGBITS,
      nameAt: o.namesAt + table.readUInt32LE(at),
    });
  }
  return ok(sections);
}

/** A section's name, cut at 63 bytes. */
export function readSectionName(fd: number, section: Section): string {
  const bytes = readRange(fd, section.nameAt, 64);
  const end = bytes.indexOf(0);
  return bytes.toString('latin1', 0, end < 0 ? bytes.length : end);
}
