import { execFileSync } from 'node:child_process';
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { examineArtifact, type ExamineOptions } from '../../../src/formats/objects/scan.ts';
import type { AbsolutePath } from '../../../src/system/brand.ts';
import { removeTrees, sourceTree, type Tree } from './compiled.ts';

afterAll(removeTrees);

const BAKER = `extern crate proc_macro;
#[proc_macro] pub fn bake(_: proc_macro::TokenStream) -> proc_macro::TokenStream {
  format!("{:?}", std::env::var("BAKE").unwrap()).parse().unwrap()
}`;

function examine(o: Partial<ExamineOptions> & Pick<ExamineOptions, 'path' | 'role'>, tree: Tree) {
  const result = examineArtifact({ roots: [tree.root], workspaceRoot: tree.root, sources: ['src/lib.rs'], wantDigest: false, ...o });
  if (!result.ok) throw new Error(result.error);
  return result.value;
}

describe('a macro that bakes the manifest directory', () => {
  let tree: Tree;
  let macros: string;
  beforeAll(() => {
    tree = sourceTree({ 'baker/lib.rs': BAKER });
    macros = tree.rustc({ crate: 'baker', source: 'baker/lib.rs', type: 'proc-macro' });
  });

  test('is found in an executable, and the executable without it is clean', () => {
    tree.write('src/main.rs', 'fn main() { println!("{}", baker::bake!()); }');
    const args = ['-g', '--extern', `baker=${join(macros, 'libbaker.so')}`];
    const leaky = tree.rustc({ crate: 'app', source: 'src/main.rs', type: 'bin', env: { BAKE: tree.root }, args });
    expect(examine({ path: join(leaky, 'app'), role: 'executable' }, tree).leak?.section).toBe('.rodata');
    const clean = tree.rustc({ crate: 'app', source: 'src/main.rs', type: 'bin', env: { BAKE: 'elsewhere' }, args });
    const path = join(clean, 'app');
    expect(readFileSync(path).includes(tree.root)).toBe(true);
    const examined = examine({ path, role: 'executable' }, tree);
    expect(examined.leak).toBeUndefined();
    expect(examined.bytesRead).toBeLessThan(readFileSync(path).length / 2);
  });
});

describe('rustc literals', () => {
  const sources: [name: string, source: string][] = [
    ['a macro body', '#[macro_export] macro_rules! held { () => { "ROOT/src/lib.rs" } }'],
    ['a path attribute', '#[path = "ROOT/src/other.rs"] pub mod other;'],
  ];
  for (const [name, source] of sources) {
    test(`${name} is a leak`, () => {
      const tree = sourceTree({ 'src/other.rs': 'pub fn f() {}' });
      tree.write('src/lib.rs', source.replaceAll('ROOT', tree.root));
      const out = tree.rustc({ crate: 'held', source: 'src/lib.rs', emit: 'metadata' });
      const path = join(out, 'libheld.rmeta');
      expect(examine({ path, role: 'rmeta', sources: ['src/lib.rs', 'src/other.rs'] }, tree).leak?.text).toContain(tree.root);
    });
  }

  test('file!() of an included file in generic code is a leak, its source-table entry alone is not', () => {
    const tree = sourceTree({ 'gen/a.rs': 'pub fn held<T>(t: T) -> (T, u8) { (t, 1) }', 'src/lib.rs': 'include!(concat!(env!("GEN"), "/a.rs"));' });
    const sources = ['src/lib.rs', `${tree.root}/gen/a.rs`];
    const compile = () => join(tree.rustc({ crate: 'held', source: 'src/lib.rs', env: { GEN: `${tree.root}/gen` } }), 'libheld.rmeta');
    const path = compile();
    expect(examine({ path, role: 'rmeta', sources }, tree).leak).toBeUndefined();
    expect(examine({ path, role: 'rmeta' }, tree).leak?.text).toContain('/gen/a.rs');
    tree.write('gen/a.rs', 'pub fn held<T>(t: T) -> (T, &\'static str) { (t, file!()) }');
    expect(examine({ path: compile(), role: 'rmeta', sources }, tree).leak?.text).toContain('/gen/a.rs');
  });
});

describe('an ordinary member', () => {
  let tree: Tree;
  let out: string;
  beforeAll(() => {
    tree = sourceTree({ 'src/lib.rs': 'pub fn at<T: Copy>(v: &[T], i: usize) -> T { v[i] } pub fn first(v: &[u8]) -> u8 { v.first().copied().unwrap() }' });
    out = tree.rustc({ crate: 'member', source: 'src/lib.rs', args: ['-g'] });
  });

  test('what only linking reads counts, though it is not allocated', () => {
    const object = join(tree.rustc({ crate: 'member', source: 'src/lib.rs', emit: 'obj', args: ['-g', '-Ccodegen-units=1'] }), 'member.o');
    for (const [name, leaks] of [['lib.rmeta-link', true], ['other.o', false]] as const) {
      const [member, path] = [join(tree.out, name), join(tree.out, `${name}.rlib`)];
      copyFileSync(object, member);
      execFileSync('ar', ['rcS', path, member]);
      expect(examine({ path, role: 'rlib' }, tree).leak !== undefined, name).toBe(leaks);
    }
  });

  test('is a leak where its metadata is not whole', () => {
    const bytes = readFileSync(join(out, 'libmember.rmeta'));
    const path = join(tree.out, 'cut.rmeta');
    writeFileSync(path, bytes.subarray(0, bytes.length - 1));
    expect(examineArtifact({ path, role: 'rmeta', roots: [tree.root], workspaceRoot: tree.root, sources: ['src/lib.rs'], wantDigest: false }).ok).toBe(false);
  });
});

describe('files that are not understood', () => {
  const tree = sourceTree({});
  const file = (bytes: Buffer): string => {
    const path = join(tree.out, 'artifact');
    writeFileSync(path, bytes);
    return path;
  };

  test('are searched whole, across the edges of chunks', () => {
    for (const at of [0, (1 << 20) - 40, (1 << 20) - 1, 1 << 20, (1 << 21) + 300, 3 << 20]) {
      const bytes = Buffer.alloc((3 << 20) + 500);
      bytes.write(tree.root, at);
      expect(examine({ path: file(bytes), role: 'executable' }, tree).leak?.root, String(at)).toBe(tree.root);
    }
    expect(examine({ path: file(Buffer.alloc(3 << 20)), role: 'executable' }, tree).leak).toBeUndefined();
  });

  test('an absent file and a root of / are errors', () => {
    const options = { path: file(Buffer.alloc(1)), role: 'executable', roots: [tree.root], workspaceRoot: tree.root, sources: [], wantDigest: false } as const;
    expect(examineArtifact({ ...options, path: join(tree.out, 'absent') })).toEqual({ ok: false, error: 'the file is not there' });
    expect(examineArtifact({ ...options, roots: ['/' as AbsolutePath] }).ok).toBe(false);
  });

  test('an empty .rmeta is fine', () => {
    expect(examine({ path: file(Buffer.alloc(0)), role: 'rmeta', wantDigest: true }, tree)).toMatchObject({ leak: undefined });
  });

});

describe('roots', () => {
  const tree = sourceTree({ 'x': '' });
  const leakOf = (text: string, roots: readonly AbsolutePath[] = [tree.root]) => {
    const path = join(tree.out, 'text');
    writeFileSync(path, text);
    return examine({ path, role: 'executable', roots }, tree).leak;
  };

  test('match as a path prefix and bare, whatever follows', () => {
    for (const after of ['', '/', '/src', '\0', 'next literal', '2', '2/x', ' ', '.']) expect(leakOf(`..${tree.root}${after}`)?.root, after).toBe(tree.root);
  });

  test('do not match the name of another directory that stands beside them', () => {
    tree.write('../the-worktree2/x', '');
    expect(leakOf(`..${tree.root}2/x`)).toBeUndefined();
    expect(leakOf(`..${tree.root}2`)?.root).toBe(tree.root);
    expect(leakOf(`..${tree.root}2/x..${tree.root}`)?.root).toBe(tree.root);
  });

  test('are all looked for', () => {
    const other = join(tree.out, 'donor') as AbsolutePath;
    expect(leakOf(`..${other}/x`, [tree.root, other])?.root).toBe(other);
    expect(leakOf(`..${tree.root}/target/x`, [`${tree.root}/target` as AbsolutePath, tree.root])?.root).toBe(tree.root);
  });
});
