import { copyFileSync, existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { constants, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { makeProfileDirectory } from '../../src/formats/cargo/target-directory.ts';
import type { AbsolutePath } from '../../src/system/brand.ts';
import { cacheDirectory } from '../../src/system/cache-directory.ts';
import { bytesOfItsOwn, canDedupe, mayShareExtents } from '../../src/system/extents.ts';
import { lstat } from '../../src/system/fs.ts';
import { excludeFromBackups, reflink } from '../../src/system/move.ts';
import { bindNative, type Native } from '../../src/system/native.ts';
import { DARWIN, LINUX } from '../../src/system/platform.ts';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'platform-'));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

/** The calls of a C library, by name; `asked` has the declarations. */
function library(calls: Readonly<Record<string, (...args: never[]) => number>>, errno = 0): { mac: Native; linux: Native; asked: string[] } {
  const asked: string[] = [];
  const func = (declaration: string) => {
    asked.push(declaration);
    const name = /(\w+)\(/.exec(declaration)?.[1] ?? '';
    return calls[name] ?? (() => 0);
  };
  const bind = (platform: 'linux' | 'darwin'): Native => bindNative({ library: { func } as never, errno: () => errno, platform });
  return { mac: bind('darwin'), linux: bind('linux'), asked };
}

describe('the C library of a Mac', () => {
  test('has clonefile and getattrlist, and not what Linux has', () => {
    const { mac, linux } = library({});
    expect([mac.clonefile, mac.privateSize, mac.excludeFromBackups, mac.ioctl].map((call) => call !== undefined)).toEqual([true, true, true, false]);
    expect([linux.clonefile, linux.privateSize, linux.excludeFromBackups, linux.ioctl].map((call) => call !== undefined)).toEqual([false, false, false, true]);
  });

  test('clones by clonefile, which keeps mode and time and never writes over what is there', () => {
    const [from, to] = [join(directory, 'from'), join(directory, 'to')];
    writeFileSync(from, 'bytes', { mode: 0o755 });
    const { mac } = library({ clonefile: (source: string, target: string) => (existsSync(target) ? -1 : (copyFileSync(source, target), 0)) }, constants.errno.EEXIST);
    reflink(from, to, mac);
    expect(statSync(to).mode & 0o777).toBe(0o755);
    expect(() => reflink(from, to, mac)).toThrow(expect.objectContaining({ code: 'EEXIST', syscall: 'clonefile' }));
  });

  test('tells what of a file no clone holds', () => {
    const path = join(directory, 'file');
    writeFileSync(path, Buffer.alloc(100_000, 'x'));
    const stat = lstat(path)!;
    const answering = (returned: number, bytes: number, status = 0) =>
      library({
        getattrlist: (...[asked, list, answer, length, options]: [string, Buffer, Buffer, number, number]) => {
          // struct attrlist: ATTR_BIT_MAP_COUNT, ATTR_CMN_RETURNED_ATTRS, ATTR_CMNEXT_PRIVATESIZE; FSOPT_NOFOLLOW | FSOPT_ATTR_CMN_EXTENDED.
          expect([asked, list.toString('hex'), length, options]).toEqual([path, `05000000${'00000080'}${'00000000'.repeat(3)}08000000`, 32, 0x21]);
          answer.writeUInt32LE(32, 0);
          answer.writeUInt32LE(returned, 20);
          answer.writeBigInt64LE(BigInt(bytes), 24);
          return status;
        },
      }, constants.errno.EINVAL).mac;
    expect(bytesOfItsOwn(path, stat, answering(8, 4096))).toBe(4096);
    expect(bytesOfItsOwn(path, stat, answering(8, 1 << 30))).toBe(stat.physical);
    expect(bytesOfItsOwn(path, stat, answering(0, 4096))).toBe(stat.physical);
    expect(bytesOfItsOwn(path, stat, answering(8, 4096, -1))).toBe(stat.physical);
    expect(bytesOfItsOwn(path, stat, library({}).linux)).toBe(stat.physical);
  });

  test('excludes a directory from backups by the attribute that tmutil sets', () => {
    const set: unknown[] = [];
    const { mac } = library({ setxattr: (path: string, name: string, value: Buffer, ...rest: number[]) => (set.push(path, name, value.toString('latin1'), ...rest), 0) });
    excludeFromBackups('/wt/target', mac);
    const value = `bplist00_\x10\x11com.apple.backupd\x08${'\0'.repeat(6)}\x01\x01${'\0'.repeat(7)}\x01${'\0'.repeat(15)}\x1c`;
    expect(set).toEqual(['/wt/target', 'com.apple.metadata:com_apple_backup_excludeItem', value, 61, 0, 0]);
    excludeFromBackups('/wt/target', library({}).linux);
    // Warming does so where it makes the directory itself: of one that is there the user may have decided otherwise.
    const worktree = directory as AbsolutePath;
    const build = `${worktree}/target` as AbsolutePath;
    for (const profile of ['debug', 'release']) makeProfileDirectory(build, profile, worktree, mac);
    expect(set.filter((each) => each === build)).toHaveLength(1);
  });

  test('asks for attributes by its own call, of a link itself', () => {
    const seen: unknown[] = [];
    const calls = (name: string) => (...args: unknown[]) => (seen.push(name, ...args), 61);
    const { mac, linux } = library({ getxattr: calls('getxattr'), lgetxattr: calls('lgetxattr') });
    expect([mac.attributeSize('/x', 'a'), linux.attributeSize('/x', 'a')]).toEqual([61, 61]);
    expect(seen).toEqual(['getxattr', '/x', 'a', null, 0, 0, 1, 'lgetxattr', '/x', 'a', null, 0]);
  });

  test('leaves the access time alone by its own constant', () => {
    const seen: unknown[] = [];
    const { mac } = library({ utimensat: (...args: unknown[]) => (seen.push(...args), 0) });
    mac.utimensat('/x', 1_500_000_000n, false);
    expect(seen).toEqual([-2, '/x', BigInt64Array.of(0n, -2n, 1n, 500_000_000n), 0x20]);
  });
});

test('clones share blocks, and cannot be made of two files later', () => {
  expect([mayShareExtents('/dev', DARWIN), mayShareExtents('/dev', LINUX), canDedupe('/dev')]).toEqual([true, false, false]);
});

test('caches lie where the system has them', () => {
  expect(cacheDirectory({}, '/Users/me', DARWIN)).toBe('/Users/me/Library/Caches');
  expect(cacheDirectory({}, '/home/me', LINUX)).toBe('/home/me/.cache');
  expect(cacheDirectory({ XDG_CACHE_HOME: '/c' }, '/Users/me', DARWIN)).toBe('/c');
});
