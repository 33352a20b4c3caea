import { expect, test } from 'vitest';
import { linkFlags } from '../../../src/formats/cargo/link-directives.ts';
import { parseScriptOutput } from '../../../src/formats/cargo/script-output.ts';

test('every directive that reaches the linker', () => {
  const output = [
    'cargo:rustc-link-search=native=/x/lib',
    'cargo::rustc-link-lib=static=foo',
    'cargo:rustc-flags=-L /y -l bar',
    'cargo:rustc-link-arg=-T/x/link.ld',
    'cargo::rustc-link-arg-bins=one.ld',
    'cargo:rustc-link-arg-bin=app=two.ld',
    'cargo:rustc-link-arg-example=demo=--script=three.ld',
    'cargo:rustc-cdylib-link-arg=four.ld',
    'cargo:rustc-env=FIVE=five.ld',
    'cargo:include=/six',
  ].join('\n');
  expect(linkFlags(parseScriptOutput(output))).toEqual([
    '-L', 'native=/x/lib', '-l', 'static=foo', '-L /y -l bar', '-T/x/link.ld', 'one.ld', 'two.ld', '--script=three.ld', 'four.ld',
  ]);
});
