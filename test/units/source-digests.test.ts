import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { digestsRecorded, findDigests, sourceNeedles } from '../../src/units/source-digests.ts';
import { examineArtifact } from '../../src/units/leak-scan/scan.ts';
import type { FileRole } from '../../src/units/model.ts';
import { removeTrees, sourceTree, TOOLCHAINS } from './leak-scan/compiled.ts';

afterAll(removeTrees);

const md5 = (bytes: string | Buffer): Buffer => createHash('md5').update(bytes).digest();

describe('findDigests', () => {
  test('finds a digest at every offset, up to both ends', () => {
    const needle = md5('a');
    for (let offset = 0; offset < 40; offset += 1) {
      for (let after = 0; after < 9; after += 1) {
        const haystack = Buffer.concat([Buffer.alloc(offset, 7), needle, Buffer.alloc(after, 7)]);
        expect(findDigests(haystack, sourceNeedles([{ id: 'a', md5: needle }])), `${offset}+${after}`).toEqual(new Set(['a']));
      }
    }
  });

  test('finds exactly what a search for each one finds', () => {
    const digest = fc.uint8Array({ minLength: 16, maxLength: 16, max: 2 });
    const haystacks = fc.array(fc.oneof(digest, fc.uint8Array({ maxLength: 20, max: 2 })), { maxLength: 12 });
    fc.assert(
      fc.property(fc.array(digest, { maxLength: 6 }), haystacks, (digests, pieces) => {
        const haystack = Buffer.concat(pieces);
        const needles = digests.map((bytes, index) => ({ id: String(index), md5: bytes }));
        const expected = needles.filter((needle) => haystack.includes(Buffer.from(needle.md5))).map((needle) => needle.id);
        expect([...findDigests(haystack, sourceNeedles(needles))].sort()).toEqual(expected.sort());
      }),
    );
  });

  test('no needles and no bytes find nothing', () => {
    expect(findDigests(Buffer.alloc(100), sourceNeedles([])).size).toBe(0);
    expect(findDigests(Buffer.alloc(3), sourceNeedles([{ id: 'a', md5: Buffer.alloc(16) }])).size).toBe(0);
  });

  test('identity tells needles apart, not their order', () => {
    const [a, b] = [{ id: 'a', md5: md5('a') }, { id: 'b', md5: md5('b') }];
    expect(sourceNeedles([a, b]).identity).toBe(sourceNeedles([b, a]).identity);
    expect(sourceNeedles([a]).identity).not.toBe(sourceNeedles([{ id: 'a', md5: md5('b') }]).identity);
  });
});

describe.each(TOOLCHAINS.map((toolchain) => ({ toolchain })))('rustc $toolchain records its sources', ({ toolchain }) => {
  const files: Record<string, string | Buffer> = {
    'src/crlf.rs': 'pub fn crlf() {}\r\n// end\r\n',
    'src/bom.rs': Buffer.from('\ufeffpub fn bom() {}\n'),
    'src/empty.rs': '',
    'src/twin_a.rs': 'pub fn twin() {}\n',
    'src/twin_b.rs': 'pub fn twin() {}\n',
    'src/data.txt': 'only data',
    'gen/made.rs': 'pub fn made() {}\n',
    'src/unused.rs': 'not part of the crate',
  };
  const body = 'pub mod crlf; pub mod bom; pub mod empty; pub mod twin_a; pub mod twin_b; pub const D: &str = include_str!("data.txt"); include!(concat!(env!("GEN"), "/made.rs"));';
  const recorded = ['src/lib.rs', 'src/crlf.rs', 'src/bom.rs', 'src/twin_a.rs', 'src/twin_b.rs', 'gen/made.rs'];

  const digestsOf = (path: string, role: FileRole, root: string) => {
    const needles = sourceNeedles(['src/lib.rs', ...Object.keys(files)].map((id) => ({ id, md5: md5(readFileSync(join(root, id))) })));
    const result = examineArtifact({ path, role, roots: [], workspaceRoot: root as never, sources: [], wantDigest: false, needles });
    return result.ok ? [...result.value.found].sort() : result.error;
  };
  const emits = [['link,metadata', []], ['metadata', []], ['link,metadata', ['-Copt-level=3', '-Ccodegen-units=1']]] as const;

  for (const [emit, args] of emits) {
    test(`in a library: ${emit} ${args.join(' ')}`, () => {
      const tree = sourceTree({ ...files, 'src/lib.rs': body });
      const out = tree.rustc({ crate: 'words', source: 'src/lib.rs', emit, args, env: { GEN: join(tree.root, 'gen') }, ...(toolchain === undefined ? {} : { toolchain }) });
      expect(digestsOf(join(out, 'libwords.rmeta'), 'rmeta', tree.root)).toEqual(recorded.toSorted());
      if (emit !== 'metadata') expect(digestsOf(join(out, 'libwords.rlib'), 'rlib', tree.root)).toEqual(recorded.toSorted());
    });
  }

  test('in a proc macro: its root only', () => {
    const tree = sourceTree({ ...files, 'src/lib.rs': body.replaceAll('pub mod', 'mod').replace('pub const', 'const').replace('include!(concat!(env!("GEN"), "/made.rs"));', 'mod made { include!(concat!(env!("GEN"), "/made.rs")); }') });
    const out = tree.rustc({ crate: 'words', source: 'src/lib.rs', type: 'proc-macro', env: { GEN: join(tree.root, 'gen') }, ...(toolchain === undefined ? {} : { toolchain }) });
    expect(digestsOf(join(out, 'libwords.so'), 'dylib', tree.root)).toEqual(['src/lib.rs']);
  });
});

test('executables record none', () => {
  expect(digestsRecorded('lib') && digestsRecorded('proc-macro')).toBe(true);
  for (const kind of ['bin', 'example', 'test', 'build-script', 'run-build-script', 'doc'] as const) expect(digestsRecorded(kind)).toBe(false);
  const tree = sourceTree({ 'src/main.rs': 'fn main() {}' });
  const path = join(tree.rustc({ crate: 'app', source: 'src/main.rs', type: 'bin', args: ['-g'] }), 'app');
  expect(readFileSync(path).includes(md5('fn main() {}'))).toBe(false);
});
