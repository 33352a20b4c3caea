/**
 * Files that the assembler in rustc reads (`.incbin`, `.include` in `asm!` and `global_asm!`): rustc's dep-info does not
 * list them, and no expansion of macros shows that they are opened. Pure.
 */
import { pieces } from './rust-text.ts';

const ASSEMBLES = /\b(?:asm|global_asm|naked_asm)\b/;

/** Whether code may hold assembly: the compiler's macros for it are named. `forOthers`: in a macro that others expand. */
export function namesAssembler(source: string, forOthers: boolean): boolean {
  if (!ASSEMBLES.test(source) || (forOthers && !source.includes('macro_rules'))) return false;
  for (const { kind, text } of pieces(source)) if (kind === 'code' && ASSEMBLES.test(text)) return true;
  return false;
}

/** Directives are read without regard to case (LLVM, `AsmParser::parseStatement`); macros of the assembler may put their names together. */
const READS = /\.inc|\.macro|\.irp|\.rept|altmacro/i;

/**
 * Whether the assembler may read a file for code in which all macros are expanded: assembly is in string literals there, and
 * rustc writes `asm!` or `global_asm!` before it. What is embedded is in literals as well, and may hold anything.
 */
export function assemblerMayRead(expanded: string): boolean {
  if (!READS.test(expanded) || !ASSEMBLES.test(expanded)) return false;
  let [assembles, reads] = [false, false];
  for (const { kind, text } of pieces(expanded)) {
    if (kind === 'code') assembles ||= ASSEMBLES.test(text);
    else if (kind === 'string' || kind === 'raw-string') reads ||= READS.test(text);
    if (assembles && reads) return true;
  }
  return false;
}
