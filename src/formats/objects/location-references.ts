import { readRange } from '../../system/read-at.ts';
import type { Section } from './elf.ts';

/** A text that ends with a zero byte, by its offsets in its section: from its first byte to the zero byte. */
export interface Text {
  readonly fd: number;
  readonly sections: readonly Section[];
  readonly section: Section;
  readonly start: number;
  readonly end: number;
}

const LOCATION_BYTES = 24;
const SYMBOLS = 2;
const RELA = 4;
const REL = 9;
const DYNAMIC_SYMBOLS = 11;
/** Relocations packed as bits, without what they lead to beside them. */
const RELR = 19;
const RELA_BYTES = 24;
const SYMBOL_BYTES = 24;
const EXTENDED_INDEX = 0xffff;
/** R_X86_64_64 and R_X86_64_RELATIVE: an address. */
const ADDRESS = 1;
const RELATIVE = 8;
/** R_X86_64_PC32, _PLT32, _GOTPCREL, _GOTPCRELX, _REX_GOTPCRELX: a difference from the end of the instruction, as code has it. */
const FROM_THE_END = new Set([2, 4, 9, 41, 42]);
/** From where such a difference stands to the end of the instruction: its four bytes, and a constant of up to four. */
const TO_THE_END = [4, 5, 6, 8];

/**
 * In an object every reference is a relocation. Only an address that is all of a section of 24 bytes, as constants are laid down, with
 * the text's length behind it, is a location.
 */
export function isOnlyInObjectLocations(text: Text): boolean {
  const { fd, sections, section } = text;
  const number = sections.indexOf(section) + 1;
  const tables = new Map(sections.flatMap((table, index) => (table.type === SYMBOLS ? [[index + 1, symbolsOf(fd, table)] as const] : [])));
  // Another object may know it by name.
  const isNamed = [...tables.values()].some((symbols) => symbols.some((symbol) => symbol.section === number && symbol.isShared && isIn(text, symbol.value)));
  if (isNamed) return false;
  let locations = 0;
  for (const table of sections) {
    // What debug information refers to does not count.
    const changed = sections[table.info - 1];
    if ((table.type !== RELA && table.type !== REL) || changed?.allocated !== true) continue;
    if (table.type === REL) return false;
    for (const { at, type, symbol, addend } of relocations(fd, table)) {
      const to = tables.get(table.link)?.[symbol];
      if (to === undefined || to.section === EXTENDED_INDEX) return false;
      if (to.section !== number) continue;
      if (type !== ADDRESS) {
        if (mayReferTo(text, to, { type, addend })) return false;
      } else if (isIn(text, to.value + addend)) {
        if (at !== 0 || changed.size !== LOCATION_BYTES || !isLocation(fd, changed.start, text.end - (to.value + addend))) return false;
        locations += 1;
      }
    }
  }
  return locations > 0;
}

/**
 * In a program or library that may lie anywhere, every address of it that is stored is relocated. What code refers to by distance is
 * looked for apart.
 */
export function isOnlyInProgramLocations(text: Text): boolean {
  const { fd, sections, section } = text;
  const [first, last] = [section.address + text.start, section.address + text.end];
  const number = sections.indexOf(section) + 1;
  let locations = 0;
  for (const table of sections) {
    if (table.type === RELR || (table.type === REL && table.allocated)) return false;
    if (table.type === SYMBOLS || table.type === DYNAMIC_SYMBOLS) {
      const isNamed = symbolsOf(fd, table).some((symbol) => symbol.section === number && symbol.isShared && symbol.value >= first && symbol.value <= last);
      if (isNamed) return false;
    }
    if (table.type !== RELA || !table.allocated) continue;
    for (const { at, type, addend } of relocations(fd, table)) {
      if (type !== RELATIVE || addend < first || addend > last) continue;
      const holder = sections.find(({ address, size, allocated, contents }) => allocated && contents && address <= at && at + LOCATION_BYTES <= address + size);
      if (holder === undefined || !isLocation(fd, holder.start + (at - holder.address), last - addend)) return false;
      if (addend === first) locations += 1;
    }
  }
  return locations > 0;
}

/**
 * By which of the distances is not told. Where one of them leads into what the symbol stands for, it is one of those: a compiler refers to
 * no neighbour by it.
 */
function mayReferTo(text: Text, { value, size }: SymbolEntry, { type, addend }: Pick<Relocation, 'type' | 'addend'>): boolean {
  const offsets = (FROM_THE_END.has(type) ? TO_THE_END : [0, ...TO_THE_END]).map((bytes) => value + addend + bytes);
  const own = offsets.filter((offset) => offset >= value && offset < value + size);
  return (own.length > 0 ? own : offsets).some((offset) => isIn(text, offset));
}

/** Where it ends counts too: a reference there is one to an empty part of it. */
function isIn({ start, end }: Text, offset: number): boolean {
  return offset >= start && offset <= end;
}

function isLocation(fd: number, at: number, length: number): boolean {
  const bytes = readRange(fd, at, LOCATION_BYTES);
  return bytes.length === LOCATION_BYTES && Number(bytes.readBigUInt64LE(8)) === length && bytes.readUInt32LE(16) > 0 && bytes.readUInt32LE(20) > 0;
}

interface Relocation {
  readonly at: number;
  readonly type: number;
  readonly symbol: number;
  readonly addend: number;
}

function relocations(fd: number, table: Section): Relocation[] {
  const bytes = readRange(fd, table.start, table.size);
  const found: Relocation[] = [];
  for (let at = 0; at + RELA_BYTES <= bytes.length; at += RELA_BYTES) {
    found.push({
      at: Number(bytes.readBigUInt64LE(at)),
      type: bytes.readUInt32LE(at + 8),
      symbol: bytes.readUInt32LE(at + 12),
      addend: Number(bytes.readBigInt64LE(at + 16)),
    });
  }
  return found;
}

interface SymbolEntry {
  /** Not only this object's. */
  readonly isShared: boolean;
  readonly section: number;
  readonly value: number;
  /** 0 for a section's. */
  readonly size: number;
}

function symbolsOf(fd: number, table: Section): SymbolEntry[] {
  const bytes = readRange(fd, table.start, table.size);
  const symbols: SymbolEntry[] = [];
  for (let at = 0; at + SYMBOL_BYTES <= bytes.length; at += SYMBOL_BYTES) {
    symbols.push({
      isShared: bytes.readUInt8(at + 4) >= 0x10,
      section: bytes.readUInt16LE(at + 6),
      value: Number(bytes.readBigUInt64LE(at + 8)),
      size: Number(bytes.readBigUInt64LE(at + 16)),
    });
  }
  return symbols;
}
