import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { llvmTool } from './targets.ts';
import type { Tree } from './compiled.ts';

/** What the linker needs of a Mac: the name of one library. What is in it is found out when a program starts, which none does here. */
const SYSTEM_LIBRARY = `--- !tapi-tbd
tbd-version:     4
targets:         [ x86_64-macos, arm64-macos ]
install-name:    '/usr/lib/libSystem.B.dylib'
current-version: 1351
exports:
  - targets:         [ x86_64-macos, arm64-macos ]
    symbols:         [ dyld_stub_binder ]
...
`;
const NO_STD = `#![no_std] #![no_main]
#[panic_handler] fn panic(_: &core::panic::PanicInfo) -> ! { loop {} }
#[no_mangle] pub extern "C" fn start() -> u8 { unsafe { core::ptr::read_volatile(HELD.as_ptr()) } }
`;

/**
 * Programs and libraries of other systems, linked by the toolchain's own `rust-lld`. Where `text` holds a root, the program does.
 * The source lies in the tree, so debug information names that.
 */
export function linkFor(target: string, tree: Tree, text: string): string {
  const held = `static HELD: &str = ${JSON.stringify(text)};`;
  tree.write('src/linked.rs', `${NO_STD}${held}`);
  const base = { crate: 'linked', source: 'src/linked.rs', emit: 'link' as const };
  const args = ['-g', '-Cpanic=abort', '--target', target];
  switch (target) {
    case 'aarch64-apple-darwin':
      tree.write('src/linked.rs', `fn main() { println!("{HELD}"); } ${held}`);
      return join(tree.rustc({ ...base, type: 'bin', args: ['-g', '--target', target, ...APPLE], env: appleEnv(tree) }), 'linked');
    case 'wasm32-unknown-unknown':
      return join(tree.rustc({ ...base, type: 'cdylib', args }), 'linked.wasm');
    case 'x86_64-pc-windows-gnu': {
      const out = tree.rustc({ ...base, emit: 'obj', args: [...args, '-Ccodegen-units=1', '-Copt-level=3'] });
      const program = join(out, 'linked.exe');
      execFileSync(llvmTool('rust-lld') ?? 'rust-lld', ['-flavor', 'gnu', '-m', 'i386pep', '--entry=start', '-o', program, join(out, 'linked.o')]);
      return program;
    }
    default:
      return join(tree.rustc({ ...base, type: 'bin', args: [...args, '-Clinker=rust-lld', '-Clinker-flavor=ld.lld', '-Clink-arg=--entry=start'] }), 'linked');
  }
}

export const LINKED_TARGETS = ['thumbv7em-none-eabi', 'wasm32-unknown-unknown', 'x86_64-pc-windows-gnu', 'aarch64-apple-darwin'] as const;

/** Debug information stays in the objects, as cargo has it there by default. */
const APPLE = ['-Csplit-debuginfo=unpacked', '-Clinker=rust-lld', '-Clinker-flavor=ld64.lld', '-Clink-arg=-undefined', '-Clink-arg=dynamic_lookup'];

function appleEnv(tree: Tree): { SDKROOT: string } {
  for (const name of ['libSystem', 'libc', 'libm']) tree.write(`../sdk/usr/lib/${name}.tbd`, SYSTEM_LIBRARY);
  return { SDKROOT: join(tree.out, 'sdk') };
}

/** A library for a Mac, written into the tree, in which its source lies. */
export function appleLibrary(tree: Tree, o: { source: string; type: 'proc-macro' | 'cdylib'; args?: readonly string[] }): string {
  const args = ['-g', '--target', 'aarch64-apple-darwin', ...APPLE, ...(o.args ?? [])];
  return join(tree.rustc({ crate: 'linked', emit: 'link', env: appleEnv(tree), out: join(tree.root, 'target'), ...o, args }), 'liblinked.dylib');
}

/** A file for several processors, of what there is for each (`mach-o/fat.h`); the second of two is said to be Intel's. */
export function fatFile(tree: Tree, slices: readonly Buffer[], name = 'fat'): string {
  const heads = slices.map((slice, index) => {
    const start = 4096 + slices.slice(0, index).reduce((sum, each) => sum + each.length, 0);
    return [index === 0 ? 0x0100000c : 0x01000007, 0, start, slice.length, 12];
  });
  const head = Buffer.alloc(4096);
  [0xcafebabe, slices.length, ...heads.flat()].forEach((word, index) => head.writeUInt32BE(word, 4 * index));
  const path = join(tree.out, name);
  writeFileSync(path, Buffer.concat([head, ...slices]));
  return path;
}
