import { expect, test } from 'vitest';
import { assemblerMayRead, namesAssembler } from '../../src/units/assembler.ts';

test.each([
  ['core::arch::global_asm!("nop")', true],
  ['use std::arch::asm as a;', true],
  ['// asm!\nfn f() { g("asm!") }', false],
])('assembly is named: %s', (source, expected) => {
  expect(namesAssembler(source, false)).toBe(expected);
});

test('others get assembly by macros only', () => {
  expect([namesAssembler('asm!("nop");', true), namesAssembler('macro_rules! m { () => { asm!("nop") } }', true)]).toEqual([false, true]);
});

test.each([
  ['global_asm!("x: .incbin \\"data/blob\\"");', true],
  ['asm!(".INCLUDE \\"k.inc\\"", "nop");', true],
  ['global_asm!(".macro read name\\n.inc\\\\name \\"x\\"\\n.endm");', true],
  ['asm!(r#".incbin "x""#);', true],
  ['asm!("inc {0}", inout(reg) x); counter.increment();', false],
  ['f(".incbin");', false],
  ['static SCRIPT: &str = "keywords: asm .include";', false],
  ['unsafe { asm!("nop") } static SCRIPT: &str = ".include";', true],
])('expanded code lets the assembler read: %s', (expanded, expected) => {
  expect(assemblerMayRead(expanded)).toBe(expected);
});
