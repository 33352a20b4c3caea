import { err, ok, type Result } from '../../system/result.ts';
import { readRange } from '../../system/read-at.ts';
import { useByName, type ObjectPlace, type ObjectSection, type SectionUse } from './object.ts';

/** One section of an ELF file; positions are absolute in the file that holds it. */
export interface Section {
  readonly start: number;
  /** Bytes in the file: 0 for NOBITS. */
  readonly size: number;
  /** Loaded with the program (SHF_ALLOC). */
  readonly allocated: boolean;
  /** Compiler-defined contents (SHT_PROGBITS): what `.rmeta`, `.rustc` and DWARF are. */
  readonly contents: boolean;
  /** Not for the program, but for the linker (SHF_EXCLUDE): what `.llvmbc` is. */
  readonly excluded: boolean;
  /** SHF_COMPRESSED. */
  readonly compressed: boolean;
  /** SHF_EXECINSTR. */
  readonly code: boolean;
  readonly type: number;
  /** Where it lies in a running program, from where that begins; 0 in an object. */
  readonly address: number;
  /** Of relocations: the section of their symbols, and the one that they change. Numbers count from 1 in what is read here. */
  readonly link: number;
  readonly info: number;
  readonly nameAt: number;
}

const NOBITS = 8;
const SYMTAB = 2;
const PROGBITS = 1;
const ALLOCATED = 2n;
const EXCLUDED = 0x80000000n;
const COMPRESSED = 0x800n;
const CODE = 4n;
const EXTENDED_INDEX = 0xffff;
/** An object of 4 million sections: more is taken for damage. */
const MOST_SECTIONS = 1 << 22;
const LITTLE_ENDIAN = 1;

/** Where the fields stand in the file's header and in a section's, in files of 32 and 64 bits (ELF gABI). */
interface Shape {
  readonly header: number;
  readonly tableAt: number;
  readonly entrySize: number;
  readonly entry: number;
  readonly flags: number;
  readonly address: number;
  readonly offset: number;
  readonly size: number;
  readonly link: number;
  /** An offset or a size. */
  readonly word: (bytes: Buffer, at: number) => bigint;
}

const SHAPES: ReadonlyMap<number | undefined, Shape> = new Map([
  [1, { header: 52, tableAt: 32, entrySize: 46, entry: 40, flags: 8, address: 12, offset: 16, size: 20, link: 24, word: (bytes: Buffer, at: number) => BigInt(bytes.readUInt32LE(at)) }],
  [2, { header: 64, tableAt: 40, entrySize: 58, entry: 64, flags: 8, address: 16, offset: 24, size: 32, link: 40, word: (bytes: Buffer, at: number) => bytes.readBigUInt64LE(at) }],
]);

export function isElf(head: Buffer): boolean {
  return head.length >= 4 && head.readUInt32BE(0) === 0x7f454c46;
}

/**
 * The section headers of a little-endian ELF file that starts at `base` and is `size` bytes long.
 * Reads the header and the section table only. The error says why the table cannot be used.
 */
export function readSections(fd: number, base: number, size: number): Result<Section[], string> {
  const header = readRange(fd, base, Math.min(size, 64));
  if (header.length < 52) return err('too short for an ELF header');
  if (!isElf(header)) return err('not an ELF file');
  const shape = SHAPES.get(header[4]);
  if (shape === undefined || header[5] !== LITTLE_ENDIAN) return err('not little-endian ELF');
  if (header.length < shape.header) return err('too short for an ELF header');
  const tableAt = Number(shape.word(header, shape.tableAt));
  if (tableAt === 0) return err('no section headers');
  if (header.readUInt16LE(shape.entrySize) !== shape.entry) return err('unknown section header size');
  if (tableAt + shape.entry > size) return err('section headers beyond the end');
  let count = header.readUInt16LE(shape.entrySize + 2);
  let namesIndex = header.readUInt16LE(shape.entrySize + 4);
  if (count === 0 || namesIndex === EXTENDED_INDEX) {
    // From 0xff00 sections on, the true count and name index stand in the first entry (ELF gABI).
    const first = readRange(fd, base + tableAt, shape.entry);
    if (first.length < shape.entry) return err('section headers beyond the end');
    count ||= Number(shape.word(first, shape.size));
    if (namesIndex === EXTENDED_INDEX) namesIndex = first.readUInt32LE(shape.link);
  }
  if (count > MOST_SECTIONS || tableAt + count * shape.entry > size) return err('section headers beyond the end');
  if (namesIndex >= count) return err('no section names');
  const table = readRange(fd, base + tableAt, count * shape.entry);
  if (table.length < count * shape.entry) return err('section headers beyond the end');
  const namesAt = Number(shape.word(table, namesIndex * shape.entry + shape.offset));
  return namesAt > size ? err('section names beyond the end') : parseTable(table, { base, size, namesAt: base + namesAt, shape });
}

function parseTable(table: Buffer, o: { base: number; size: number; namesAt: number; shape: Shape }): Result<Section[], string> {
  const { word, ...at } = o.shape;
  const sections: Section[] = [];
  // The first entry is the null section; its size field may hold the section count.
  for (let entry = at.entry; entry < table.length; entry += at.entry) {
    const type = table.readUInt32LE(entry + 4);
    const start = Number(word(table, entry + at.offset));
    const size = type === NOBITS ? 0 : Number(word(table, entry + at.size));
    if (size > 0 && start + size > o.size) return err('a section lies beyond the end');
    const flags = word(table, entry + at.flags);
    sections.push({
      start: o.base + start,
      size,
      allocated: (flags & ALLOCATED) !== 0n,
      contents: type === PROGBITS,
      excluded: (flags & EXCLUDED) !== 0n,
      compressed: (flags & COMPRESSED) !== 0n,
      code: (flags & CODE) !== 0n,
      type,
      address: Number(word(table, entry + at.address)),
      link: table.readUInt32LE(entry + at.link),
      info: table.readUInt32LE(entry + at.link + 4),
      nameAt: o.namesAt + table.readUInt32LE(entry),
    });
  }
  return ok(sections);
}

/** The sections by what they are for: what is not loaded with the program is debug information, and symbols, which only linkers read. */
export function elfSections({ fd, base, size, mayHoldMetadata }: ObjectPlace): Result<ObjectSection[], string> {
  const sections = readSections(fd, base, size);
  if (!sections.ok) return sections;
  const use = (section: Section): SectionUse => {
    if (section.allocated) return 'program';
    // Names are read of the few that they tell something of.
    if (!section.contents || !(mayHoldMetadata || section.excluded)) return 'apart';
    const name = readSectionName(fd, section);
    // Those of a `.dwo` file are excluded too.
    return useByName(name, mayHoldMetadata) ?? (section.excluded && !name.startsWith('.debug_') ? 'program' : 'apart');
  };
  return ok(sections.value.map((section) => ({ start: section.start, size: section.size, name: () => readSectionName(fd, section), use: use(section) })));
}

/** The names in the symbol table of an ELF file of `size` bytes, one after the other; undefined where it has none, or is none. */
export function symbolNames(fd: number, size: number): Buffer | undefined {
  const sections = readSections(fd, 0, size);
  if (!sections.ok) return undefined;
  const table = sections.value.find(({ type }) => type === SYMTAB);
  const names = table && sections.value[table.link - 1];
  return names && readRange(fd, names.start, names.size);
}

/** A section's name, cut at 63 bytes. */
export function readSectionName(fd: number, section: Section): string {
  const bytes = readRange(fd, section.nameAt, 64);
  const end = bytes.indexOf(0);
  return bytes.toString('latin1', 0, end < 0 ? bytes.length : end);
}
