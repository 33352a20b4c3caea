import { closeSync, openSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { readSectionName, readSections } from '../../../src/formats/objects/elf.ts';
import { removeTrees, sourceTree } from './compiled.ts';

afterAll(removeTrees);

const tree = sourceTree({ 'src/main.rs': 'fn main() { println!("an unlikely text"); }' });
const path = join(tree.rustc({ crate: 'app', source: 'src/main.rs', type: 'bin', args: ['-g'] }), 'app');
const open: number[] = [];
const descriptor = (file: string): number => {
  const fd = openSync(file, 'r');
  open.push(fd);
  return fd;
};
const written = (bytes: Buffer): number => {
  const file = join(tree.out, `bytes-${open.length}`);
  writeFileSync(file, bytes);
  return descriptor(file);
};
afterAll(() => open.forEach((fd) => closeSync(fd)));

describe('readSections', () => {
  test('tells what is loaded from debug information', () => {
    const fd = descriptor(path);
    const sections = readSections(fd, 0, statSync(path).size);
    if (!sections.ok) throw new Error(sections.error);
    const named = new Map(sections.value.map((section) => [readSectionName(fd, section), section]));
    expect(named.get('.rodata')?.allocated).toBe(true);
    expect(named.get('.debug_info')).toMatchObject({ allocated: false, contents: true });
    expect(named.get('.bss')?.size).toBe(0);
    const { start, size } = named.get('.rodata')!;
    expect(readFileSync(path).subarray(start, start + size).includes('an unlikely text')).toBe(true);
  });

  test('reads an ELF file inside another file', () => {
    const bytes = readFileSync(path);
    const alone = readSections(descriptor(path), 0, bytes.length);
    const inside = readSections(written(Buffer.concat([Buffer.alloc(1000), bytes])), 1000, bytes.length);
    if (!alone.ok || !inside.ok) throw new Error('not read');
    expect(inside.value).toEqual(alone.value.map((s) => ({ ...s, start: s.start + 1000, nameAt: s.nameAt + 1000 })));
  });

  test('gives up on what it does not understand, never on a part of it', () => {
    const bytes = readFileSync(path);
    const changed = (change: (copy: Buffer) => void): Buffer => {
      const copy = Buffer.from(bytes);
      change(copy);
      return copy;
    };
    const errorOf = (copy: Buffer) => {
      const result = readSections(written(copy), 0, copy.length);
      return result.ok ? undefined : result.error;
    };
    expect(errorOf(changed((b) => b.writeUInt8(3, 4)))).toBe('not little-endian ELF');
    expect(errorOf(changed((b) => b.writeUInt8(2, 5)))).toBe('not little-endian ELF');
    expect(errorOf(changed((b) => b.writeBigUInt64LE(0n, 40)))).toBe('no section headers');
    expect(errorOf(changed((b) => b.writeUInt16LE(40, 58)))).toBe('unknown section header size');
    expect(errorOf(bytes.subarray(0, bytes.length - 1))).toBe('section headers beyond the end');
    expect(errorOf(bytes.subarray(0, 20))).toBe('too short for an ELF header');
    expect(errorOf(Buffer.alloc(100))).toBe('not an ELF file');
    const table = Number(bytes.readBigUInt64LE(40));
    expect(errorOf(changed((b) => b.writeBigUInt64LE(1n << 40n, table + 64 + 32)))).toBe('a section lies beyond the end');
  });

  test('takes the counts of the first entry where the header has no room for them', () => {
    const copy = Buffer.from(readFileSync(path));
    const table = Number(copy.readBigUInt64LE(40));
    copy.writeBigUInt64LE(BigInt(copy.readUInt16LE(60)), table + 32);
    copy.writeUInt32LE(copy.readUInt16LE(62), table + 40);
    copy.writeUInt16LE(0, 60);
    copy.writeUInt16LE(0xffff, 62);
    const extended = readSections(written(copy), 0, copy.length);
    expect(extended).toEqual(readSections(descriptor(path), 0, copy.length));
  });
});
