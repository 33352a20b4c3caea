import { err, ok, type Result } from '../../system/result.ts';
import { readRange } from '../../system/read-at.ts';
import { textAt, textRanges, useByName, type ObjectPlace, type ObjectSection, type SectionUse } from './object.ts';

/** i386, ARM Thumb-2, x86-64, ARM64 (Microsoft's PE format specification). */
const MACHINES = new Set([0x14c, 0x1c4, 0x8664, 0xaa64]);
const DOS_MAGIC = 0x5a4d;
const PE_MAGIC = 0x4550;
const PE_MAGIC_BYTES = 4;
/** Where a program's first header says where the second one is. */
const PE_HEADER_AT = 0x3c;
const HEADER_BYTES = 20;
const SECTION_BYTES = 40;
const SYMBOL_BYTES = 18;
const UNINITIALISED = 0x80;
/** The source file's name, in records that follow the symbol. */
const FILE_SYMBOL = 0x67;

/** What begins like a COFF object, or like a program for Windows; {@link coffSections} says whether it is one. */
export function isCoff(head: Buffer): boolean {
  if (head.length < 2) return false;
  const magic = head.readUInt16LE(0);
  return magic === DOS_MAGIC || MACHINES.has(magic);
}

interface Header {
  /** Of the file header. */
  readonly at: number;
  readonly isProgram: boolean;
  readonly sections: number;
  readonly symbolsAt: number;
  readonly symbols: number;
  readonly optional: number;
}

/**
 * The sections of a COFF object, or of a program or library for Windows: all but debug information reach the program; so do the
 * long names of symbols, apart from those of source files. An object's first two bytes may be anybody's, so whatever does not lie in
 * the file, or in order, makes it another file.
 */
export function coffSections(place: ObjectPlace): Result<ObjectSection[], string> {
  const { fd, base, size } = place;
  const header = readHeader(place);
  if (header === undefined) return err('no COFF header');
  const tableAt = header.at + HEADER_BYTES + header.optional;
  const table = readRange(fd, base + tableAt, Math.max(0, Math.min(header.sections * SECTION_BYTES, size - tableAt)));
  if (table.length < header.sections * SECTION_BYTES) return err('section headers beyond the end');
  const strings = readStrings(place, header);
  if (strings === undefined) return err('symbols beyond the end');
  const sections: ObjectSection[] = [];
  for (let at = 0; at < table.length; at += SECTION_BYTES) {
    const name = sectionName(table, at, strings.bytes);
    const start = table.readUInt32LE(at + 20);
    const bytes = (table.readUInt32LE(at + 36) & UNINITIALISED) === 0 ? table.readUInt32LE(at + 16) : 0;
    if (bytes > 0 && (start < tableAt + table.length || start + bytes > size)) return err('a section beyond the end');
    // A program's sections are filled up; the fill is no part of the metadata.
    const used = header.isProgram ? Math.min(bytes, table.readUInt32LE(at + 8)) : bytes;
    const use = useOf(name, place.mayHoldMetadata);
    sections.push({ start: base + start, size: use === 'metadata' ? used : bytes, name: () => name, use });
  }
  for (const { start, end } of textRanges(strings.bytes, symbolNames(place, header))) {
    sections.push({ start: base + strings.at + start, size: end - start, name: () => 'symbols', use: 'program' });
  }
  return ok(sections);
}

function useOf(name: string, mayHoldMetadata: boolean): SectionUse {
  // DWARF, or CodeView (`.debug$S`).
  const isDebug = name.startsWith('.debug_') || name.startsWith('.debug$');
  return useByName(name, mayHoldMetadata) ?? (isDebug ? 'apart' : 'program');
}

function readHeader({ fd, base, size }: ObjectPlace): Header | undefined {
  const head = readRange(fd, base, Math.min(size, PE_HEADER_AT + 4));
  const isProgram = head.length > PE_HEADER_AT && head.readUInt16LE(0) === DOS_MAGIC;
  if (isProgram && head.length < PE_HEADER_AT + 4) return undefined;
  const pe = isProgram ? head.readUInt32LE(PE_HEADER_AT) : 0;
  const at = isProgram ? pe + PE_MAGIC_BYTES : 0;
  if (at + HEADER_BYTES > size) return undefined;
  if (isProgram && readRange(fd, base + pe, PE_MAGIC_BYTES).readUInt32LE(0) !== PE_MAGIC) return undefined;
  const bytes = readRange(fd, base + at, HEADER_BYTES);
  if (bytes.length < HEADER_BYTES || !MACHINES.has(bytes.readUInt16LE(0))) return undefined;
  const optional = bytes.readUInt16LE(16);
  if (optional > 0 !== isProgram) return undefined;
  return { at, isProgram, sections: bytes.readUInt16LE(2), symbolsAt: bytes.readUInt32LE(8), symbols: bytes.readUInt32LE(12), optional };
}

/** The string table, which begins with its own length, right behind the symbols; empty where there are none. */
function readStrings({ fd, base, size }: ObjectPlace, header: Header): { at: number; bytes: Buffer } | undefined {
  if (header.symbolsAt === 0) return { at: 0, bytes: Buffer.alloc(0) };
  const at = header.symbolsAt + header.symbols * SYMBOL_BYTES;
  if (at + 4 > size) return undefined;
  const length = readRange(fd, base + at, 4).readUInt32LE(0);
  return length < 4 || at + length > size ? undefined : { at, bytes: readRange(fd, base + at, length) };
}

/** `/4` stands for the text at 4 in the string table. */
function sectionName(table: Buffer, at: number, strings: Buffer): string {
  const short = textAt(table.subarray(at, at + 8), 0);
  const offset = short.startsWith('/') ? Number(short.slice(1)) : Number.NaN;
  return Number.isSafeInteger(offset) && offset >= 4 && offset < strings.length ? textAt(strings, offset) : short;
}

/** Where the names of symbols begin in the string table: those of at most 8 bytes stand in the symbol and hold no root. */
function symbolNames({ fd, base }: ObjectPlace, header: Header): number[] {
  if (header.symbolsAt === 0) return [];
  const bytes = readRange(fd, base + header.symbolsAt, header.symbols * SYMBOL_BYTES);
  const offsets: number[] = [];
  for (let at = 0; at + SYMBOL_BYTES <= bytes.length; at += SYMBOL_BYTES * (1 + bytes.readUInt8(at + 17))) {
    if (bytes.readUInt32LE(at) === 0 && bytes.readUInt8(at + 16) !== FILE_SYMBOL) offsets.push(bytes.readUInt32LE(at + 4));
  }
  return offsets;
}
