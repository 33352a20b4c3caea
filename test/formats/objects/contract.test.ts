import { hash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readRange, withOpenFile } from '../../../src/system/read-at.ts';
import { partsOf } from '../../../src/formats/objects/parts.ts';
import { examineArtifact, type ExamineOptions } from '../../../src/formats/objects/scan.ts';
import { removeTrees, sourceTree, type Compile, type Tree } from './compiled.ts';
import { FORMATS } from './targets.ts';

afterAll(removeTrees);

const BAKER = `extern crate proc_macro;
#[proc_macro] pub fn bake(_: proc_macro::TokenStream) -> proc_macro::TokenStream {
  format!("{:?}", std::env::var("BAKE").unwrap()).parse().unwrap()
}`;
const ORDINARY = 'pub fn at<T: Copy>(v: &[T], i: usize) -> T { v[i] } #[inline(never)] pub fn first(v: &[u8]) -> u8 { v.first().copied().unwrap() }';

function examine(o: Partial<ExamineOptions> & Pick<ExamineOptions, 'path' | 'role'>, tree: Tree) {
  const result = examineArtifact({ roots: [tree.root], workspaceRoot: tree.root, sources: ['src/lib.rs'], wantDigest: false, ...o });
  if (!result.ok) throw new Error(result.error);
  return result.value;
}

// `--emit=metadata` writes no MIR but that of constants (seen with 1.95 and 1.97 nightly): nothing to find there.
const HOLDERS: readonly [name: string, source: string, inCheckMode?: 'recorded'][] = [
  ['a function', 'pub fn held() -> &\'static str { baker::bake!() }'],
  ['a constant', 'pub const HELD: &str = baker::bake!();', 'recorded'],
  ['a static', 'pub static HELD: &str = baker::bake!();', 'recorded'],
  ['a generic function', 'pub fn held<T>(t: T) -> (T, &\'static str) { (t, baker::bake!()) }'],
  ['an inline function', '#[inline(always)] pub fn held() -> &\'static str { baker::bake!() }'],
  ['a byte array', 'pub const HELD: &[u8] = baker::bake!().as_bytes();', 'recorded'],
  ['a documentation attribute', '#[doc = baker::bake!()] pub fn held() {}', 'recorded'],
  ['a panic message', 'pub fn held<T>(o: Option<T>) -> T { o.expect(baker::bake!()) }'],
];
const SUFFIXES: readonly [name: string, suffix: string][] = [
  ['the root', ''],
  ['the root and a slash', '/'],
  ['a known source file', '/src/lib.rs'],
  ['the root package', '/pkg'],
];
const IN_BITCODE: readonly [name: string, source: string][] = [
  ['a literal', '#[inline(never)] pub fn held() -> &\'static str { "ROOT/x" }'],
  ['a C literal', '#[inline(never)] pub fn held() -> *const u8 { c"ROOT/x".as_ptr().cast() }'],
  ['bytes', 'pub static HELD: [u8; 8192] = { let mut a = [1; 8192]; let b = b"ROOT"; let mut i = 0; while i < b.len() { a[i + 7] = b[i]; i += 1; } a };'],
  ['assembly', 'core::arch::global_asm!(".ascii \\"ROOT\\"");'],
];

for (const { args: chosen, target, isThere, title } of FORMATS) {
  describe.skipIf(!isThere)(title, () => {
    const compile = (tree: Tree, source: string, o: Partial<Compile>): string => {
      tree.write('src/lib.rs', `#![no_std] ${source}`);
      // As cargo does where no link-time optimisation is asked for.
      return tree.rustc({ crate: 'held', source: 'src/lib.rs', ...o, args: ['-Cembed-bitcode=no', ...chosen, ...(o.args ?? [])] });
    };

    describe('a macro that bakes the manifest directory', () => {
      let tree: Tree;
      let macros: string;
      beforeAll(() => {
        tree = sourceTree({ 'baker/lib.rs': BAKER });
        macros = tree.rustc({ crate: 'baker', source: 'baker/lib.rs', type: 'proc-macro' });
      });

      for (const [holder, source, inCheckMode] of HOLDERS) {
        // What follows the root is the same to every format.
        for (const [what, suffix] of target === undefined ? SUFFIXES : SUFFIXES.slice(0, 1)) {
          test(`${what} in ${holder} is a leak, in build and in check mode`, () => {
            const o = { env: { BAKE: tree.root + suffix }, args: ['--extern', `baker=${join(macros, 'libbaker.so')}`] };
            const out = compile(tree, source, { emit: 'link,metadata', ...o });
            const inRlib = examine({ path: join(out, 'libheld.rlib'), role: 'rlib' }, tree).leak;
            expect(inRlib?.text).toContain(tree.root);
            const checked = compile(tree, source, { emit: 'metadata', ...o });
            const inCheck = examine({ path: join(checked, 'libheld.rmeta'), role: 'rmeta' }, tree).leak;
            expect(inCheck !== undefined).toBe(inCheckMode === 'recorded');
          });
        }
      }
    });

    test('an ordinary member has no leak, with debug information that does hold the root', () => {
      const tree = sourceTree({});
      const path = join(compile(tree, ORDINARY, { args: ['-g'] }), 'libheld.rlib');
      // In the metadata's source table, and in two sections of debug information at least.
      expect(readFileSync(path).toString('latin1').split(tree.root).length).toBeGreaterThan(3);
      expect(examine({ path, role: 'rlib' }, tree).leak).toBeUndefined();
    });

    test('what reaches the program of a member is the same wherever it is compiled', () => {
      const [one, other] = ['one', 'another-place'].map((name) => {
        const tree = sourceTree({}, name);
        const path = join(compile(tree, ORDINARY, { args: ['-g'] }), 'libheld.rlib');
        expect(readFileSync(path).includes(tree.root)).toBe(true);
        return withOpenFile(path, (fd, size) => {
          const parts = partsOf(fd, size);
          return parts.ok && parts.value.searched.map((part) => `${part.label()} ${hash('sha256', readRange(fd, part.start, part.size))}`);
        });
      });
      expect(other).toEqual(one);
    });

    test('a member has the same metadata in the library and beside it, and known metadata is not searched again', () => {
      const tree = sourceTree({});
      const out = compile(tree, ORDINARY, { args: ['-g'] });
      const beside = examine({ path: join(out, 'libheld.rmeta'), role: 'rmeta', wantDigest: true }, tree);
      const within = examine({ path: join(out, 'libheld.rlib'), role: 'rlib', wantDigest: true }, tree);
      expect(within.metadataDigest).toMatch(/^[0-9a-f]{64}$/);
      expect(within.metadataDigest).toBe(beside.metadataDigest);
      expect([...within.recorded.keys()]).toEqual(['src/lib.rs']);
      const examinedMetadata = beside.metadataDigest!;
      expect(examine({ path: join(out, 'libheld.rlib'), role: 'rlib', sources: [], examinedMetadata }, tree).leak).toBeUndefined();
      expect(examine({ path: join(out, 'libheld.rlib'), role: 'rlib', sources: [] }, tree).leak?.section).toMatch(/^lib\.rmeta .*\.rmeta$/);
    });

    describe('LLVM bitcode, as written for link-time optimisation', () => {
      const optimised = ['-Clinker-plugin-lto', '-Copt-level=2'];
      // Its compiler takes no assembly.
      const taken = target?.startsWith('wasm') === true ? IN_BITCODE.filter(([name]) => name !== 'assembly') : IN_BITCODE;
      for (const [name, source] of taken) {
        test(`${name} is a leak`, () => {
          const tree = sourceTree({});
          const out = compile(tree, source.replaceAll('ROOT', tree.root), { args: optimised });
          expect(examine({ path: join(out, 'libheld.rlib'), role: 'rlib' }, tree).leak).toMatchObject({ section: expect.stringContaining('bitcode'), root: tree.root });
        });
      }

      test('of an ordinary member is none', () => {
        const tree = sourceTree({});
        const out = compile(tree, ORDINARY, { args: optimised });
        expect(examine({ path: join(out, 'libheld.rlib'), role: 'rlib' }, tree).leak).toBeUndefined();
      });

      test('counts in an object as well', () => {
        const tree = sourceTree({});
        // Its debug information names the root.
        const found = (...args: string[]) => examine({ path: join(compile(tree, ORDINARY, { args }), 'libheld.rlib'), role: 'rlib' }, tree).leak?.section;
        expect(found('-Cembed-bitcode=yes', '-g')).toMatch(/(?:llvmbc|__bitcode) \(LLVM bitcode\)$/);
        expect(found('-Cembed-bitcode=yes')).toBeUndefined();
      });
    });
  });
}
