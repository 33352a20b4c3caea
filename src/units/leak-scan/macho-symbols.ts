import { err, ok, type Result } from '../../system/result.ts';
import { readRange } from '../../system/read-at.ts';
import { textAt, textRanges, type ObjectPlace, type ObjectSection } from './object.ts';

const COMMAND_BYTES = 24;
const SYMBOL_BYTES = 16;
/** N_STAB: any of these bits makes a symbol debug information (`mach-o/nlist.h`). */
const STAB = 0xe0;
/** What a proc macro exports, and no other library (`rustc_session::Session::generate_proc_macro_decls_symbol`). */
const MACRO_SYMBOL = '___rustc_proc_macro_decls_';

/** The names of the symbols that are no stabs, and whether the library is a proc macro's, by the tables that the commands name. */
export function machoSymbols({ fd, base, size }: ObjectPlace, commands: readonly Buffer[]): Result<{ names: ObjectSection[]; isMacro: boolean }, string> {
  const names: ObjectSection[] = [];
  let isMacro = false;
  for (const command of commands) {
    if (command.length < COMMAND_BYTES) return err('a symbol table beyond its command');
    const [symbolsAt, count, stringsAt, length] = [8, 12, 16, 20].map((at) => command.readUInt32LE(at)) as [number, number, number, number];
    if (symbolsAt + count * SYMBOL_BYTES > size || stringsAt + length > size) return err('symbols beyond the end');
    const strings = readRange(fd, base + stringsAt, length);
    const offsets = symbolNames(readRange(fd, base + symbolsAt, count * SYMBOL_BYTES));
    isMacro ||= offsets.some((at) => at < strings.length && textAt(strings, at).startsWith(MACRO_SYMBOL));
    for (const { start, end } of textRanges(strings, offsets)) {
      names.push({ start: base + stringsAt + start, size: end - start, name: () => 'symbols', use: 'program' });
    }
  }
  return ok({ names, isMacro });
}

function symbolNames(symbols: Buffer): number[] {
  const offsets: number[] = [];
  for (let at = 0; at < symbols.length; at += SYMBOL_BYTES) {
    if ((symbols.readUInt8(at + 4) & STAB) === 0) offsets.push(symbols.readUInt32LE(at));
  }
  return offsets;
}
