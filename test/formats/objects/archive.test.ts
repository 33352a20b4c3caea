import { closeSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { readMembers } from '../../../src/formats/objects/archive.ts';
import { removeTrees, sourceTree } from './compiled.ts';

afterAll(removeTrees);

const tree = sourceTree({ 'src/lib.rs': 'pub fn f() {} #[inline(never)] pub fn g() {}' });

function membersOf(bytes: Buffer, base = 0) {
  const path = join(tree.out, 'archive');
  writeFileSync(path, bytes);
  const fd = openSync(path, 'r');
  try {
    return readMembers(fd, base, bytes.length - base);
  } finally {
    closeSync(fd);
  }
}

function member(name: string, content: string): Buffer {
  const header = `${name.padEnd(16)}${'0'.padEnd(12)}${'0'.padEnd(6)}${'0'.padEnd(6)}${'644'.padEnd(8)}${String(content.length).padEnd(10)}\`\n`;
  return Buffer.from(header + content + (content.length % 2 === 1 ? '\n' : ''));
}

const archive = (...members: readonly Buffer[]): Buffer => Buffer.concat([Buffer.from('!<arch>\n'), ...members]);

describe('readMembers', () => {
  test('reads what rustc writes: long names, and no index among the members', () => {
    const bytes = readFileSync(join(tree.rustc({ crate: 'member', source: 'src/lib.rs' }), 'libmember.rlib'));
    const members = membersOf(bytes);
    if (!members.ok) throw new Error(members.error);
    // The second one is from rustc 1.97 on.
    const names = members.value.map(({ name }) => name.replace(/\..*(?=\.rcgu)/, '')).filter((name) => name !== 'lib.rmeta-link');
    expect(names).toEqual(['lib.rmeta', 'member.rcgu.o']);
    for (const { start } of members.value) expect(bytes.toString('latin1', start + 1, start + 4)).toBe('ELF');
  });

  test('reads odd sizes, short, GNU and BSD names, at an offset', () => {
    const bytes = archive(member('//', 'a-very-long-name.o/\n'), member('/0', 'one'), member('b.o/', 'four'), member('#1/8', 'name.o\0\0body'));
    const members = membersOf(Buffer.concat([Buffer.alloc(10), bytes]), 10);
    if (!members.ok) throw new Error(members.error);
    const texts = members.value.map(({ name, start, size }) => [name, bytes.toString('utf8', start - 10, start - 10 + size)]);
    expect(texts).toEqual([['a-very-long-name.o', 'one'], ['b.o', 'four'], ['name.o', 'body']]);
  });

  test('refuses thin and damaged archives', () => {
    expect(membersOf(Buffer.from('!<thin>\n'))).toEqual({ ok: false, error: 'a thin archive' });
    expect(membersOf(Buffer.from('something'))).toEqual({ ok: false, error: 'not an archive' });
    expect(membersOf(archive(member('a.o/', 'four').subarray(0, -1)))).toEqual({ ok: false, error: 'an archive member beyond the end' });
    expect(membersOf(archive(Buffer.alloc(60, 0x20)))).toEqual({ ok: false, error: 'a damaged archive header' });
    expect(membersOf(archive(Buffer.from('short')))).toEqual({ ok: false, error: 'a damaged archive header' });
  });
});
