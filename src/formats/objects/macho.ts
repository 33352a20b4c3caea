import { err, ok, type Result } from '../../system/result.ts';
import { readRange } from '../../system/read-at.ts';
import { machoObjectFiles, machoSymbols } from './macho-symbols.ts';
import { textAt, useByName, type ObjectPlace, type ObjectSection, type SectionUse } from './object.ts';

const MAGIC_64 = 0xfeedfacf;
const HEADER_BYTES = 32;
const SEGMENT_64 = 0x19;
const SYMBOL_TABLE = 0x2;
const LIBRARY_NAME = 0xd;
const SEGMENT_BYTES = 72;
const SECTION_BYTES = 80;
/**
 * Load commands that hold positions in the file, which debug information shifts, or a digest of it, and no text: the symbol tables, the
 * UUID, the code signature and other tables behind the sections, and where the program begins.
 */
const POSITIONS = new Set([SEGMENT_64, SYMBOL_TABLE, 0xb, 0x1b, 0x1d, 0x1e, 0x22, 0x80000022, 0x26, 0x80000028, 0x29, 0x2b, 0x2e, 0x80000033, 0x80000034]);
/** Sections without bytes in the file: S_ZEROFILL, S_GB_ZEROFILL, S_THREAD_LOCAL_ZEROFILL (`mach-o/loader.h`). */
const WITHOUT_BYTES = new Set([1, 0xc, 0x12]);

export function isMachO(head: Buffer): boolean {
  return head.length >= 4 && head.readUInt32LE(0) === MAGIC_64;
}

interface Command {
  readonly kind: number;
  /** In the file. */
  readonly at: number;
  readonly bytes: Buffer;
}

/**
 * The sections of a 64-bit Mach-O object, program or library: all but those of segment `__DWARF` reach the program. So do the names
 * of symbols, apart from stabs, and the load commands (libraries, search paths), apart from the name that a proc macro's library
 * gets from where it is written: the compiler opens it by path, and nothing links it.
 */
export function machoSections(place: ObjectPlace): Result<ObjectSection[], string> {
  const commands = readCommands(place);
  if (!commands.ok) return commands;
  const { base, size, mayHoldMetadata } = place;
  const sections: ObjectSection[] = [];
  for (const { bytes } of commands.value.filter(({ kind }) => kind === SEGMENT_64)) {
    const count = bytes.length < SEGMENT_BYTES ? -1 : bytes.readUInt32LE(64);
    if (count < 0 || SEGMENT_BYTES + count * SECTION_BYTES > bytes.length) return err('a segment beyond its command');
    for (let at = SEGMENT_BYTES; at < SEGMENT_BYTES + count * SECTION_BYTES; at += SECTION_BYTES) {
      const section = { name: name16(bytes, at), segment: name16(bytes, at + 16) };
      const start = bytes.readUInt32LE(at + 48);
      const length = WITHOUT_BYTES.has(bytes.readUInt32LE(at + 64) & 0xff) ? 0 : Number(bytes.readBigUInt64LE(at + 40));
      if (length > 0 && start + length > size) return err('a section beyond the end');
      const name = section.segment === '' ? section.name : `${section.segment},${section.name}`;
      sections.push({ start: base + start, size: length, name: () => name, use: useOf(section, mayHoldMetadata) });
    }
  }
  const tables = commands.value.filter(({ kind }) => kind === SYMBOL_TABLE);
  const symbols = machoSymbols(place, tables.map(({ bytes }) => bytes));
  if (!symbols.ok) return symbols;
  for (const { kind, at, bytes } of commands.value) {
    if (POSITIONS.has(kind) || (kind === LIBRARY_NAME && symbols.value.isMacro)) continue;
    sections.push({ start: base + at, size: bytes.length, name: () => 'load command', use: 'program' });
  }
  return ok([...sections, ...symbols.value.names]);
}

/** The object files that a program's debug information is in; empty for what is no Mach-O file. */
export function machoDebugObjects(place: Omit<ObjectPlace, 'mayHoldMetadata'>): string[] {
  const commands = readCommands(place);
  return commands.ok ? machoObjectFiles(place, commands.value.flatMap(({ kind, bytes }) => (kind === SYMBOL_TABLE ? [bytes] : []))) : [];
}

export interface MachoVersion {
  /** As LC_BUILD_VERSION numbers systems. */
  readonly platform: number;
  /** `cputype` of the header. */
  readonly processor: number;
  /** `11.0`, `10.15.4` */
  readonly version: string;
  /** Undefined where there is none: in objects. */
  readonly sdk: string | undefined;
}

const BUILD_VERSION = 0x32;
/** The commands of before macOS 10.14 and iOS 12, one for each system: macOS, iOS, tvOS, watchOS. */
const OLDEST_VERSIONS: ReadonlyMap<number, number> = new Map([[0x24, 1], [0x25, 2], [0x2f, 3], [0x30, 4]]);

/** For which version of which system it was made; undefined where it does not say, or is no Mach-O file. */
export function machoVersion(place: Omit<ObjectPlace, 'mayHoldMetadata'>): MachoVersion | undefined {
  const commands = readCommands(place);
  for (const { kind, bytes } of commands.ok ? commands.value : []) {
    const old = OLDEST_VERSIONS.get(kind);
    if (bytes.length < 20 - (old === undefined ? 0 : 4) || (old === undefined && kind !== BUILD_VERSION)) continue;
    const at = old === undefined ? 12 : 8;
    const sdk = bytes.readUInt32LE(at + 4);
    const processor = readRange(place.fd, place.base + 4, 4).readUInt32LE(0);
    return { platform: old ?? bytes.readUInt32LE(8), processor, version: versionText(bytes.readUInt32LE(at)), sdk: sdk === 0 ? undefined : versionText(sdk) };
  }
  return undefined;
}

/** Of `xxxx.yy.zz` in nibbles; the last part only where it is not 0. */
function versionText(packed: number): string {
  const [major, minor, patch] = [packed >>> 16, (packed >>> 8) & 0xff, packed & 0xff];
  return `${major}.${minor}${patch === 0 ? '' : `.${patch}`}`;
}

/** rustc puts the metadata of a library into a section `.rmeta` of `__DWARF`, that of a proc macro into `__DATA,.rustc` (seen with 1.95). */
function useOf({ name, segment }: { name: string; segment: string }, mayHoldMetadata: boolean): SectionUse {
  if (segment === '__LLVM' && name === '__bitcode') return 'bitcode';
  return useByName(name, mayHoldMetadata) ?? (segment === '__DWARF' ? 'apart' : 'program');
}

function readCommands({ fd, base, size }: Omit<ObjectPlace, 'mayHoldMetadata'>): Result<Command[], string> {
  const header = readRange(fd, base, Math.min(size, HEADER_BYTES));
  if (header.length < HEADER_BYTES || !isMachO(header)) return err('no Mach-O header');
  const [count, length] = [header.readUInt32LE(16), header.readUInt32LE(20)];
  if (HEADER_BYTES + length > size) return err('load commands beyond the end');
  const bytes = readRange(fd, base + HEADER_BYTES, length);
  const commands: Command[] = [];
  let at = 0;
  for (let index = 0; index < count; index += 1) {
    if (at + 8 > bytes.length) return err('load commands beyond the end');
    const end = at + bytes.readUInt32LE(at + 4);
    if (end < at + 8 || end > bytes.length) return err('load commands beyond the end');
    commands.push({ kind: bytes.readUInt32LE(at), at: HEADER_BYTES + at, bytes: bytes.subarray(at, end) });
    at = end;
  }
  return ok(commands);
}

function name16(bytes: Buffer, at: number): string {
  return textAt(bytes.subarray(at, at + 16), 0);
}
