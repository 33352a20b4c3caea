import fc from 'fast-check';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { withOpenFile } from '../../../src/system/read-at.ts';
import { examineArtifact } from '../../../src/formats/objects/scan.ts';
import { objectSections, partsOf } from '../../../src/formats/objects/parts.ts';
import { removeTrees, sourceTree } from './compiled.ts';
import { FORMATS } from './targets.ts';

afterAll(removeTrees);

// A panic's location names the generated file, which is looked into as well.
const tree = sourceTree({
  'src/lib.rs': '#![no_std] pub static HELD: &[u8] = &[1, 2, 3]; include!(concat!(env!("GEN"), "/made.rs"));',
  'gen/made.rs': '#[inline(never)] pub fn first(v: &[u8]) -> u8 { v.first().copied().unwrap() + v[1] }',
});
const env = { GEN: `${tree.root}/gen` };
const path = join(tree.out, 'damaged');
const HEADS = ['7f454c4602010100', '7f454c4601010100', 'cffaedfe0c000001', '0061736d01000000', '6486010000000000', '4d5a900003000000', 'cafebabe00000002', '213c617263683e0a', 'dec0170b00000000', '7275737400000000'];

/** Reads the bytes in every way; throws where a part does not lie in the file, or where what is not understood does not count whole. */
function readEverything(bytes: Buffer): void {
  writeFileSync(path, bytes);
  examineArtifact({ path, role: 'executable', roots: [tree.root], workspaceRoot: tree.root, sources: ['src/lib.rs'], wantDigest: true });
  withOpenFile(path, (fd, size) => {
    const parts = partsOf(fd, size);
    if (!parts.ok) return;
    const { searched, metadata, bitcode } = parts.value;
    const all = [...searched, ...metadata, ...bitcode];
    for (const { start, size: length, label } of all) {
      label();
      if (start < 0 || length < 0 || start + length > size) throw new Error('a part beyond the end');
    }
    const sections = objectSections(bytes.subarray(0, 8), { fd, base: 0, size, mayHoldMetadata: true });
    if (sections?.ok === false) expect(all.map(({ start, size: length }) => ({ start, length }))).toEqual([{ start: 0, length: size }]);
  });
}

const word = fc.constantFrom(0, 1, 2, 0x7f, 0x80, 0xff, 0xffff, 0x7fffffff, 0x80000000, 0xffffffff);
const change = fc.record({ at: fc.double({ min: 0, max: 1, noNaN: true }), word, early: fc.boolean() });

function changed(bytes: Buffer, changes: readonly { at: number; word: number; early: boolean }[]): Buffer {
  const copy = Buffer.from(bytes);
  for (const { at, word: value, early } of changes) {
    // Where headers are, more depends on each byte.
    const position = Math.floor(at * Math.min(copy.length - 4, early ? 512 : Number.POSITIVE_INFINITY));
    if (position >= 0) copy.writeUInt32LE(value, position);
  }
  return copy;
}

describe('bytes that nobody would write are read to the end or count whole', () => {
  test('any', () => {
    const bytes = fc.tuple(fc.constantFrom(...HEADS), fc.uint8Array({ maxLength: 400 })).map(([head, tail]) => Buffer.concat([Buffer.from(head, 'hex'), tail]));
    fc.assert(fc.property(bytes, readEverything), { numRuns: 2000 });
  });

  for (const { title, isThere, args } of FORMATS) {
    test.skipIf(!isThere)(`objects that were damaged or cut: ${title}`, () => {
      const out = tree.rustc({ crate: 'held', source: 'src/lib.rs', emit: 'obj', env, args: [...args, '-g', '-Ccodegen-units=1'] });
      const whole = readFileSync(join(out, 'held.o'));
      const damaged = fc.array(change, { minLength: 1, maxLength: 3 }).map((changes) => changed(whole, changes));
      const cut = fc.double({ min: 0, max: 1, noNaN: true }).map((at) => whole.subarray(0, Math.floor(at * whole.length)));
      fc.assert(fc.property(fc.oneof({ weight: 4, arbitrary: damaged }, { weight: 1, arbitrary: cut }), readEverything), { numRuns: 600 });
    });
  }
});
