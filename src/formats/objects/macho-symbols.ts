import { err, ok, type Result } from '../../system/result.ts';
import { readRange } from '../../system/read-at.ts';
import { textAt, textRanges, type ObjectPlace, type ObjectSection } from './object.ts';

const COMMAND_BYTES = 24;
const SYMBOL_BYTES = 16;
/** N_STAB: any of these bits makes a symbol debug information (`mach-o/nlist.h`). */
const STAB = 0xe0;
/** N_OSO: an object file's path, by which debuggers find what it holds (`mach-o/stab.h`). */
const OBJECT_FILE = 0x66;
/** What a proc macro exports, and no other library (`rustc_session::Session::generate_proc_macro_decls_symbol`). */
const MACRO_SYMBOL = '___rustc_proc_macro_decls_';

/** The names of the symbols that are no stabs, and whether the library is a proc macro's, by the tables that the commands name. */
export function machoSymbols(place: SymbolPlace, commands: readonly Buffer[]): Result<{ names: ObjectSection[]; isMacro: boolean }, string> {
  const names: ObjectSection[] = [];
  let isMacro = false;
  for (const command of commands) {
    const tables = readTables(place, command);
    if (!tables.ok) return tables;
    const { symbols, strings, stringsAt } = tables.value;
    const offsets = offsetsOf(symbols, (type) => (type & STAB) === 0);
    isMacro ||= offsets.some((at) => at < strings.length && textAt(strings, at).startsWith(MACRO_SYMBOL));
    for (const { start, end } of textRanges(strings, offsets)) {
      names.push({ start: place.base + stringsAt + start, size: end - start, name: () => 'symbols', use: 'program' });
    }
  }
  return ok({ names, isMacro });
}

/** The paths of object files that the stabs name; what is damaged names none. */
export function machoObjectFiles(place: SymbolPlace, commands: readonly Buffer[]): string[] {
  return commands.flatMap((command) => {
    const tables = readTables(place, command);
    if (!tables.ok) return [];
    const { symbols, strings } = tables.value;
    return offsetsOf(symbols, (type) => type === OBJECT_FILE).flatMap((at) => (at > 0 && at < strings.length ? [textAt(strings, at)] : []));
  });
}

type SymbolPlace = Pick<ObjectPlace, 'fd' | 'base' | 'size'>;

function readTables({ fd, base, size }: SymbolPlace, command: Buffer): Result<{ symbols: Buffer; strings: Buffer; stringsAt: number }, string> {
  if (command.length < COMMAND_BYTES) return err('a symbol table beyond its command');
  const [symbolsAt, count, stringsAt, length] = [8, 12, 16, 20].map((at) => command.readUInt32LE(at)) as [number, number, number, number];
  if (symbolsAt + count * SYMBOL_BYTES > size || stringsAt + length > size) return err('symbols beyond the end');
  return ok({ symbols: readRange(fd, base + symbolsAt, count * SYMBOL_BYTES), strings: readRange(fd, base + stringsAt, length), stringsAt });
}

/** Where the names of those symbols begin that are of such a type (`n_type`). */
function offsetsOf(symbols: Buffer, isMeant: (type: number) => boolean): number[] {
  const offsets: number[] = [];
  for (let at = 0; at + SYMBOL_BYTES <= symbols.length; at += SYMBOL_BYTES) {
    if (isMeant(symbols.readUInt8(at + 4))) offsets.push(symbols.readUInt32LE(at));
  }
  return offsets;
}
