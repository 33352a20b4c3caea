import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { examineArtifact } from '../../../src/formats/objects/scan.ts';
import type { Leak } from '../../../src/formats/objects/search.ts';
import type { AbsolutePath } from '../../../src/system/brand.ts';
import { removeTrees, sourceTree, type Compile } from './compiled.ts';

afterAll(removeTrees);

const PANICS = `pub fn at(v: &[u32], i: usize) -> u32 { v[i] + Some(v.len()).unwrap() as u32 }
#[inline] pub fn second(v: &[u32]) -> u32 { v[1] }`;
const LEVELS = ['-Copt-level=0', '-Copt-level=3'];
const x64 = process.arch === 'x64';

interface Found {
  readonly library: Leak | undefined;
  readonly program: Leak | undefined;
}

/** In place of a leak: only the program's expanded code can tell. */
const AT_HOME: Leak = { section: '', text: 'a panic in its own code', root: '/' as AbsolutePath };

/** A crate that includes a generated file by its absolute name, and a program that uses it. */
function leaksOf(generated: string, args: readonly string[], main: string): Found {
  const tree = sourceTree({ 'gen/made.rs': generated, 'src/lib.rs': INCLUDES });
  const made = `${tree.root}/gen/made.rs`;
  tree.write('src/main.rs', main.replace('MADE', made));
  const compile = (o: Pick<Compile, 'crate' | 'source' | 'type' | 'args'>): string =>
    tree.rustc({ ...o, env: { GEN: `${tree.root}/gen` }, args: ['-Cembed-bitcode=no', ...args, ...(o.args ?? [])] });
  const library = join(compile({ crate: 'made', source: 'src/lib.rs', type: 'lib' }), 'libmade.rlib');
  const program = join(compile({ crate: 'app', source: 'src/main.rs', type: 'bin', args: ['--extern', `made=${library}`] }), 'app');
  expect(readFileSync(program).includes(made)).toBe(true);
  const leak = (path: string, role: 'rlib' | 'executable', sources: readonly string[]) => {
    const examined = examineArtifact({ path, role, roots: [tree.root], workspaceRoot: tree.root, sources, wantDigest: false });
    if (!examined.ok) throw new Error(examined.error);
    return examined.value.leak ?? (examined.value.panicsAtHome ? AT_HOME : undefined);
  };
  const ownSources = main.includes('include!') ? ['src/main.rs', made] : ['src/main.rs'];
  return { library: leak(library, 'rlib', ['src/lib.rs', made]), program: leak(program, 'executable', ownSources) };
}

test.skipIf(!x64)('it counts as a leak where code may show it without a panic', () => {
  const tree = sourceTree({ 'gen/made.rs': PANICS, 'src/lib.rs': INCLUDES });
  const path = join(tree.rustc({ crate: 'made', source: 'src/lib.rs', type: 'lib', args: ['-Cembed-bitcode=no'], env: { GEN: `${tree.root}/gen` } }), 'libmade.rlib');
  const leak = (shows: boolean): boolean => {
    const examined = examineArtifact({ path, role: 'rlib', roots: [tree.root], workspaceRoot: tree.root, sources: ['src/lib.rs', `${tree.root}/gen/made.rs`], wantDigest: false, showsCallers: () => shows });
    return examined.ok && examined.value.leak !== undefined;
  };
  expect([leak(false), leak(true)]).toEqual([false, true]);
});

test.skipIf(!x64)('it counts as a leak where people edit the file', () => {
  const tree = sourceTree({ 'gen/made.rs': PANICS, 'src/lib.rs': INCLUDES });
  const path = join(tree.rustc({ crate: 'made', source: 'src/lib.rs', type: 'lib', args: ['-Cembed-bitcode=no'], env: { GEN: `${tree.root}/gen` } }), 'libmade.rlib');
  const leak = (edited: string): boolean => {
    const packageRoots = { vendored: [], edited: [edited] };
    const examined = examineArtifact({ path, role: 'rlib', roots: [tree.root], workspaceRoot: tree.root, sources: ['src/lib.rs', `${tree.root}/gen/made.rs`], wantDigest: false, packageRoots });
    return examined.ok && examined.value.leak !== undefined;
  };
  expect([leak(`${tree.root}/ge`), leak(`${tree.root}/gen`)]).toEqual([false, true]);
});

const INCLUDES = 'include!(concat!(env!("GEN"), "/made.rs"));';
const MAIN = 'fn main() { let v: Vec<u32> = std::env::args().map(|a| a.len() as u32).collect(); println!("{} {}", made::at(&v, v.len() - 1), made::second(&v)); }';

describe.skipIf(!x64)('the file of a panic in generated code', () => {
  for (const level of LEVELS) {
    for (const more of [[], ['-g'], ['-Ccodegen-units=1'], ['-Cpanic=abort']]) {
      test(`is no leak where nothing but panics names it: ${[level, ...more].join(' ')}`, () => {
        expect(leaksOf(PANICS, [level, ...more], MAIN)).toEqual({ library: undefined, program: undefined });
      });
    }

    for (const [what, source] of [
      ['file!()', 'pub fn held() -> &\'static str { file!() }'],
      ['a table of places', 'pub static PLACES: &[(&str, u32, u32)] = &[(file!(), line!(), column!())]; pub fn held() -> &\'static str { PLACES[0].0 }'],
      ['one place, laid down as a panic\'s is', '#[inline(never)] pub fn place() -> &\'static (&\'static str, u32, u32) { &(file!(), line!(), column!()) } pub fn held() -> &\'static str { place().0 }'],
      ['a C text', 'pub fn held() -> &\'static str { std::ffi::CStr::from_bytes_with_nul(concat!(file!(), "\\0").as_bytes()).unwrap().to_str().unwrap() }'],
      ['a text with a zero byte, laid down as a panic\'s is', '#[inline(never)] pub fn place() -> &\'static (&\'static str, u32, u32) { &(concat!(file!(), "\\0"), line!(), column!()) } pub fn held() -> &\'static str { place().0 }'],
      ['a longer text', 'pub fn held() -> &\'static str { concat!("at ", file!()) }'],
      ['a macro of messages', 'pub fn held() -> String { format!("{}:{}", file!(), line!()) }'],
    ] as const) {
      test(`is a leak where ${what} holds it as well: ${level}`, () => {
        const main = MAIN.replace('println!(', 'println!("{}", made::held()); println!(');
        expect(leaksOf(`${PANICS}\n${source}`, [level], main).library?.text).toContain('/gen/made.rs');
      });
    }

    test(`is not told from a file!() in a program that was compiled from it: ${level}`, () => {
      expect(leaksOf(PANICS, [level], `mod made { ${INCLUDES} } ${MAIN}`)).toEqual({ library: undefined, program: AT_HOME });
    });

    test(`is a leak in a program that was compiled from it and names it otherwise: ${level}`, () => {
      const main = MAIN.replace('println!(', 'println!("{}", made::held()); println!(');
      expect(leaksOf(`${PANICS}\npub fn held() -> &'static str { concat!("at ", file!()) }`, [level], `mod made { ${INCLUDES} } ${main}`).program?.text).toContain('/gen/made.rs');
    });

    test(`is no leak where code asks where it is, which is told as to a panic: ${level}`, () => {
      const asked = 'pub fn held() -> &\'static std::panic::Location<\'static> { std::panic::Location::caller() }';
      expect(leaksOf(`${PANICS}\n${asked}`, [level], MAIN).library).toBeUndefined();
    });

    // The linker makes one text of both.
    test(`is a leak where a program's own code refers to the same bytes: ${level}`, () => {
      const { library, program } = leaksOf(PANICS, [level], MAIN.replace('println!(', 'println!("{:?}", std::hint::black_box(c"MADE".as_ptr())); println!('));
      expect(library).toBeUndefined();
      expect(program?.text).toContain('/gen/made.rs');
    });
  }
});

describe.skipIf(!x64)('what refers to a file\'s name in an object', () => {
  const tree = sourceTree({});
  const name = `${tree.root}/gen/made.rs`;
  const leakOf = (assembly: string): Leak | undefined => {
    const [source, path] = [tree.write('object.s', assembly), join(tree.out, 'object.o')];
    execFileSync('cc', ['-c', '-o', path, source]);
    const examined = examineArtifact({ path, role: 'rlib', roots: [tree.root], workspaceRoot: tree.root, sources: [], wantDigest: false });
    return examined.ok ? examined.value.leak : { section: '', text: examined.error, root: tree.root };
  };
  const object = (o: { place?: string; more?: string } = {}): string => `
    .section .rodata.str1.1,"aMS",@progbits,1
    .type short,@object
    short: .asciz "abc"
    .size short, 4
    .type name,@object
    name: .asciz "${name}"
    .size name, ${name.length + 1}
    .section .data.rel.ro.place,"aw",@progbits
    place: ${o.place ?? `.quad name, ${name.length}; .long 3, 5`}
    .text
    lea short(%rip), %rax
    lea place(%rip), %rdi
    ${o.more ?? ''}\n`;

  test('is told apart from what refers to its neighbours, and debug information does not count', () => {
    expect(leakOf(object())).toBeUndefined();
    expect(leakOf(object({ more: '.section .debug_x,"",@progbits\n.quad name' }))).toBeUndefined();
  });

  test.each([
    ['code', { more: 'lea name(%rip), %rax' }],
    ['code that compares a part of it', { more: 'cmpl $1, name+8(%rip)' }],
    ['an address beside a location', { more: '.section .data.rel.ro.other,"aw",@progbits\n.quad name' }],
    ['a difference', { more: '.section .rodata.other,"a",@progbits\n.long name - .' }],
    ['another object, by its name', { more: '.globl name' }],
    ['a constant with another length', { place: `.quad name, ${name.length + 1}; .long 3, 5` }],
    ['a longer constant', { place: `.quad name, ${name.length}; .long 3, 5; .quad 0` }],
    ['a constant without a line', { place: `.quad name, ${name.length}; .long 0, 5` }],
    ['nothing', { place: '.zero 24' }],
  ])('%s: a leak', (_, o) => {
    expect(leakOf(object(o))?.text).toContain('/gen/made.rs');
  });
});

describe.skipIf(!x64)('what code of a linked program refers to', () => {
  const tree = sourceTree({});
  const name = `${tree.root}/gen/made.rs`;
  const leakOf = (code: string): Leak | undefined => {
    const source = tree.write('linked.s', `
    .section .rodata,"a",@progbits
    .byte 0
    short: .asciz "abc"
    name: .asciz "${name}"
    .section .data.rel.ro,"aw",@progbits
    place: .quad name, ${name.length}; .long 3, 5
    .text
    lea place(%rip), %rdi
    ${code}\n`);
    const path = join(tree.out, 'linked.so');
    execFileSync('cc', ['-shared', '-nostdlib', '-Wl,-z,nopack-relative-relocs', '-o', path, source]);
    const examined = examineArtifact({ path, role: 'dylib', roots: [tree.root], workspaceRoot: tree.root, sources: [], wantDigest: false });
    return examined.ok ? examined.value.leak : { section: '', text: examined.error, root: tree.root };
  };

  // An address is taken without a constant: four bytes before the name is not the name.
  test('the text right before it, by its address, is no leak', () => {
    expect(leakOf('lea short(%rip), %rax')).toBeUndefined();
  });

  test.each(['lea name(%rip), %rax', 'lea name+3(%rip), %rax', 'cmpl $1, name(%rip)', 'cmpb $1, name(%rip)', 'movups name+8(%rip), %xmm0'])('%s: a leak', (code) => {
    expect(leakOf(code)?.text).toContain('/gen/made.rs');
  });
});
