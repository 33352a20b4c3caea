import { expect, test } from 'vitest';
import { linkerArguments } from '../../src/units/linker-arguments.ts';

const nothing = { files: [], programs: [], responses: [], directories: [], libraries: [] };

test.each([
  [['-Clink-arg=a/link.ld'], { files: ['a/link.ld'] }],
  [['-C', 'link-arg=-Tlink.x'], { files: ['link.x'] }],
  [['-Clink-arg=-T', '-Clink-arg=memory.x'], { files: ['memory.x'] }],
  [['-C', 'link-args=-Wl,-T,one.ld -Wl,--version-script=two.map'], { files: ['one.ld', 'two.map'] }],
  [['-Clink-arg=--script=one.ld', '-Clink-arg=@more.args'], { files: ['one.ld'], responses: ['more.args'] }],
  [['-L', 'native=lib', '-Lother', '-l', 'static:+bundle=foo', '-lbar'], { directories: ['lib', 'other'], libraries: ['foo', 'bar'] }],
  [['-Clinker=./tools/ld.sh'], { files: ['./tools/ld.sh'], programs: ['./tools/ld.sh'] }],
  [['-C', 'linker=tools/ld'], { files: ['tools/ld'], programs: ['tools/ld'] }],
  [['-Ctarget-cpu=native', '-C', 'relocation-model=static', '--cfg', '-Cdebuginfo=2', '-Wl'], {}],
] as const)('%j', (args, expected) => {
  expect(linkerArguments(args)).toEqual({ ...nothing, ...expected });
});
