import { readFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { isPlainMetadata, isWithin, knownSources, readSourceTable } from '../../../src/formats/objects/metadata.ts';
import { rootNeedles, rootPlaces } from '../../../src/formats/objects/roots.ts';
import type { AbsolutePath } from '../../../src/system/brand.ts';
import { hasToolchain, OLDEST_TOOLCHAIN } from '../../rig/toolchain.ts';
import { removeTrees, sourceTree, TOOLCHAINS, type Tree } from './compiled.ts';

afterAll(removeTrees);

function table(bytes: Buffer, directory: string, sources: readonly string[]) {
  const places = rootPlaces(bytes, rootNeedles([directory as AbsolutePath]), bytes.length);
  return readSourceTable(bytes, knownSources([directory], sources), places.map((place) => place.at));
}

/** Where the root stands outside the entries of the known sources. */
function unexplained(bytes: Buffer, tree: Tree, sources: readonly string[], directory: string = tree.root): number {
  const { spans } = table(bytes, directory, sources);
  let count = 0;
  for (let at = bytes.indexOf(tree.root); at >= 0; at = bytes.indexOf(tree.root, at + 1)) if (!isWithin(spans, at)) count += 1;
  return count;
}

const GENERIC = 'pub fn at<T: Copy>(v: &[T], i: usize) -> T { v[i] } #[inline] pub fn first(v: &[u8]) -> u8 { v.first().copied().unwrap() }';

describe.each(TOOLCHAINS.map((toolchain) => ({ toolchain })))('the source table of rustc $toolchain', ({ toolchain }) => {
  const chosen = toolchain === undefined ? {} : { toolchain };
  const variants = [
    ['build', 'link,metadata', ['-g']],
    ['check', 'metadata', []],
    ['release', 'link,metadata', ['-Copt-level=3', '-Ccodegen-units=1']],
  ] as const;

  for (const [mode, emit, args] of variants) {
    for (const [place, name, prefix] of [
      ['in the workspace root', 'wt', ''],
      ['in a subdirectory', 'wt', 'crates/member/'],
      ['with spaces and accents in the path', 'w é t', 'crates/mémb er/'],
      ['with a path of more than 127 bytes', 'w'.repeat(150), ''],
    ] as const) {
      test(`explains every root of a member ${place}: ${mode}`, () => {
        const sources = ['lib.rs', 'inner.rs', '../other/outside.rs'].map((file) => `${prefix}src/${file}`);
        const tree = sourceTree({ [sources[1]!]: GENERIC, [sources[2]!]: GENERIC, [sources[0]!]: `pub mod inner; #[path = "../other/outside.rs"] pub mod outside; ${GENERIC}` }, name);
        const out = tree.rustc({ crate: 'member', source: sources[0]!, emit, args: [...args], ...chosen });
        const bytes = readFileSync(join(out, 'libmember.rmeta'));
        expect(isPlainMetadata(bytes)).toBe(true);
        expect(bytes.includes(tree.root)).toBe(true);
        expect(unexplained(bytes, tree, sources)).toBe(0);
        expect(unexplained(bytes, tree, sources.slice(0, 2))).toBe(2);
        expect(unexplained(bytes, tree, sources, '/elsewhere')).toBeGreaterThan(0);
      });
    }
  }

  test('explains a generated source by its absolute name, for a crate compiled in the root or elsewhere', () => {
    const tree = sourceTree({ 'gen/made.rs': GENERIC, 'src/lib.rs': 'pub mod made { include!(concat!(env!("GEN"), "/made.rs")); }' });
    const env = { GEN: join(tree.root, 'gen') };
    const made = join(tree.root, 'gen/made.rs');
    const inRoot = readFileSync(join(tree.rustc({ crate: 'member', source: 'src/lib.rs', env, ...chosen }), 'libmember.rmeta'));
    expect(unexplained(inRoot, tree, ['src/lib.rs', made])).toBe(0);
    expect(unexplained(inRoot, tree, ['src/lib.rs'])).toBe(3);
    const registry = sourceTree({ 'src/lib.rs': 'pub mod made { include!(concat!(env!("GEN"), "/made.rs")); }' }, 'registry');
    const source = join(registry.root, 'src/lib.rs');
    const elsewhere = readFileSync(join(registry.rustc({ crate: 'dependency', source, env, ...chosen }), 'libdependency.rmeta'));
    expect(elsewhere.includes(tree.root)).toBe(true);
    expect(unexplained(elsewhere, tree, [made])).toBe(0);
    expect(unexplained(elsewhere, tree, [])).toBe(2);
  });

  test('names what each file held, also after the tree has moved', () => {
    const tree = sourceTree({ 'src/a.rs': GENERIC, 'src/empty.rs': '', 'src/lib.rs': 'pub mod a; pub mod empty;' });
    const bytes = readFileSync(join(tree.rustc({ crate: 'member', source: 'src/lib.rs', ...chosen }), 'libmember.rmeta'));
    const md5 = (path: string): string => createHash('md5').update(readFileSync(join(tree.root, path))).digest('hex');
    const expected = new Map(['src/a.rs', 'src/lib.rs'].map((path) => [path, md5(path)]));
    const sources = ['src/lib.rs', 'src/a.rs', 'src/empty.rs'];
    expect(table(bytes, tree.root, sources).recorded).toEqual(expected);
    expect(table(bytes, '/moved/here', sources).recorded).toEqual(expected);
  });

  test('is found in a proc macro', () => {
    const tree = sourceTree({ 'm/lib.rs': 'extern crate proc_macro; #[proc_macro] pub fn m(t: proc_macro::TokenStream) -> proc_macro::TokenStream { t }' });
    const bytes = readFileSync(join(tree.rustc({ crate: 'm', source: 'm/lib.rs', type: 'proc-macro', ...chosen }), 'libm.so'));
    const { spans, recorded } = table(bytes, tree.root, ['m/lib.rs']);
    expect([spans.length, recorded.size]).toEqual([1, 1]);
  });
});

test.skipIf(!hasToolchain(OLDEST_TOOLCHAIN))('that of rustc 1.84 explains no root: programs that use a generic function print it', () => {
  const tree = sourceTree({ 'src/lib.rs': GENERIC });
  const bytes = readFileSync(join(tree.rustc({ crate: 'member', source: 'src/lib.rs', toolchain: OLDEST_TOOLCHAIN }), 'libmember.rmeta'));
  expect(isPlainMetadata(bytes)).toBe(true);
  expect(unexplained(bytes, tree, ['src/lib.rs'])).toBe(1);
});

describe('an entry', () => {
  const tree = sourceTree({ 'src/lib.rs': GENERIC });
  const bytes = readFileSync(join(tree.rustc({ crate: 'member', source: 'src/lib.rs' }), 'libmember.rmeta'));
  const [entry] = table(bytes, tree.root, ['src/lib.rs']).spans;

  test('is one only with every byte of its frame', () => {
    expect(entry).toBeDefined();
    const { start, end } = entry!;
    for (let at = start - 2; at < end + 3; at += 1) {
      const other = Buffer.from(bytes);
      // The kind of hash may be any of four: 0x40 is none of them.
      other[at] = other[at]! ^ 0x40;
      expect(table(other, tree.root, ['src/lib.rs']).spans, `${at - start} of ${end - start}`).toEqual([]);
    }
  });

  test('is none where the metadata ends within it', () => {
    for (let length = entry!.start; length < entry!.end + 35; length += 1) expect(table(bytes.subarray(0, length), tree.root, ['src/lib.rs']).spans).toEqual([]);
  });

  test('of compressed, cut or foreign metadata is not trusted', () => {
    expect(isPlainMetadata(bytes)).toBe(true);
    expect(isPlainMetadata(bytes.subarray(0, -1))).toBe(false);
    const later = Buffer.from(bytes);
    later[7] = 100;
    expect(isPlainMetadata(later)).toBe(false);
    expect(isPlainMetadata(Buffer.concat([bytes.subarray(0, 16), Buffer.alloc(40), bytes.subarray(-20)]))).toBe(false);
    expect(isPlainMetadata(Buffer.concat([Buffer.from('rust\0\0\0\x08\0\0\0\0\0\0\0\x07compressed', 'latin1'), bytes.subarray(-13)]))).toBe(false);
    expect(isPlainMetadata(Buffer.alloc(0))).toBe(false);
  });
});
