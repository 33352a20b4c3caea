import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { examineArtifact } from '../../../src/formats/objects/scan.ts';
import type { Leak } from '../../../src/formats/objects/search.ts';
import type { FileRole } from '../../../src/units/model.ts';
import { removeTrees, sourceTree, type Tree } from './compiled.ts';
import { appleLibrary, fatFile, LINKED_TARGETS, linkFor } from './linked.ts';
import { FORMATS, llvmTool } from './targets.ts';

afterAll(removeTrees);

function leakOf(path: string, tree: Tree, role: FileRole = 'executable', sources: readonly string[] = []): Leak | undefined {
  const result = examineArtifact({ path, role, roots: [tree.root], workspaceRoot: tree.root, sources, wantDigest: false });
  if (!result.ok) throw new Error(result.error);
  return result.value.leak;
}

const formatOf = (target: string) => FORMATS.find((format) => format.target === target) ?? { isThere: false, title: target };
const hasLinker = llvmTool('rust-lld') !== undefined;

describe.skipIf(!hasLinker)(`a program linked by rust-lld${hasLinker ? '' : ': the toolchain has none'}`, () => {
  for (const target of LINKED_TARGETS) {
    const { isThere, title } = formatOf(target);
    test.skipIf(!isThere)(`is read without its debug information: ${title}`, () => {
      const tree = sourceTree({});
      const clean = linkFor(target, tree, 'a text');
      expect(readFileSync(clean).includes(tree.root)).toBe(true);
      expect(leakOf(clean, tree)).toBeUndefined();
      expect(leakOf(linkFor(target, tree, `${tree.root}/data`), tree)?.text).toContain(`${tree.root}/data`);
    });
  }
});

describe('the names of symbols', () => {
  for (const target of ['x86_64-pc-windows-gnu', 'aarch64-apple-darwin']) {
    const { isThere, title } = formatOf(target);
    test.skipIf(!isThere)(`reach the program: ${title}`, () => {
      const tree = sourceTree({});
      tree.write('src/lib.rs', `#![no_std] #[export_name = "${tree.root}/x"] pub extern "C" fn f() {}`);
      const out = tree.rustc({ crate: 'named', source: 'src/lib.rs', emit: 'obj', args: ['--target', target, '-Cembed-bitcode=no', '-Ccodegen-units=1'] });
      expect(leakOf(join(out, 'named.o'), tree)?.section).toBe('symbols');
    });
  }
});

const apple = formatOf('aarch64-apple-darwin');
describe.skipIf(!apple.isThere || !hasLinker)(`Mach-O: ${apple.title}`, () => {
  const MACRO = 'extern crate proc_macro; #[proc_macro] pub fn m(t: proc_macro::TokenStream) -> proc_macro::TokenStream { t }';

  test('a proc macro\'s library may be called by where it was written, and its metadata is read', () => {
    const tree = sourceTree({ 'm/lib.rs': MACRO });
    const path = appleLibrary(tree, { source: 'm/lib.rs', type: 'proc-macro' });
    expect(readFileSync(path).includes(path)).toBe(true);
    expect(leakOf(path, tree, 'dylib', ['m/lib.rs'])).toBeUndefined();
    expect(leakOf(path, tree, 'dylib')?.section).toBe('__DATA,.rustc');
  });

  test('what names other libraries, or itself to those that link it, reaches the program', () => {
    const tree = sourceTree({ 'm/lib.rs': MACRO, 'src/lib.rs': '#[no_mangle] pub extern "C" fn f() {}' });
    expect(leakOf(appleLibrary(tree, { source: 'src/lib.rs', type: 'cdylib' }), tree, 'dylib')?.section).toBe('load command');
    const args = [`-Clink-arg=-rpath`, `-Clink-arg=${tree.root}/libs`];
    expect(leakOf(appleLibrary(tree, { source: 'm/lib.rs', type: 'proc-macro', args }), tree, 'dylib', ['m/lib.rs'])?.text).toContain('/libs');
  });

  test('of a file for several processors, each is read', () => {
    const tree = sourceTree({});
    const [clean, leaky] = ['a text', `${tree.root}/data`].map((text) => readFileSync(linkFor('aarch64-apple-darwin', tree, text))) as [Buffer, Buffer];
    const fat = (...slices: readonly Buffer[]): string => fatFile(tree, slices);
    expect(leakOf(fat(clean, clean), tree)).toBeUndefined();
    expect(leakOf(fat(clean, leaky), tree)?.text).toContain('/data');
    expect(leakOf(fat(clean, Buffer.from(`text ${tree.root}/x`)), tree)?.text).toContain(tree.root);
    const macro = (text: string): Buffer => {
      const of = sourceTree({ 'm/lib.rs': `${MACRO} static HELD: &str = ${JSON.stringify(text)}; #[proc_macro] pub fn held(t: proc_macro::TokenStream) -> proc_macro::TokenStream { HELD.parse().unwrap_or(t) }` });
      return readFileSync(appleLibrary(of, { source: 'm/lib.rs', type: 'proc-macro' }));
    };
    expect(leakOf(fat(macro('a'), macro('b')), tree, 'dylib')).toBeUndefined();
    expect(leakOf(fat(macro('a'), macro(`${tree.root}/data`)), tree, 'dylib')?.text).toContain('/data');
  });
});
