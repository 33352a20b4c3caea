import { execFileSync } from 'node:child_process';
import { copyFileSync, linkSync, mkdirSync, readFileSync, realpathSync, statSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { placeFile } from '../../src/store/place/place-file.ts';
import { waysOf } from '../../src/store/place/policy.ts';
import { bytesOfItsOwn } from '../../src/system/extents.ts';
import { lstat, realpath } from '../../src/system/fs.ts';
import { excludeFromBackups, reflink } from '../../src/system/move.ts';
import { BACKUPS_LEAVE_OUT, native } from '../../src/system/native.ts';
import { setMtime } from '../../src/system/times.ts';
import { temporaryDirectory } from '../formats/git/rig.ts';
import { NEEDS_MAC } from '../../scripts/skipped.ts';

const TIME = 1_700_000_000_123_456_789n;

// Each is a promise in docs/macos.md.
describe.skipIf(process.platform !== 'darwin')(`the kernel and APFS (${NEEDS_MAC})`, () => {
  test('clonefile keeps mode and time, shares every block, and writes over nothing', () => {
    const at = temporaryDirectory();
    writeFileSync(`${at}/from`, Buffer.alloc(1 << 20, 'x'), { mode: 0o755 });
    setMtime(`${at}/from`, TIME);
    const alone = bytesOfItsOwn(`${at}/from`, lstat(`${at}/from`)!);
    reflink(`${at}/from`, `${at}/to`);
    const clone = lstat(`${at}/to`)!;
    expect([clone.mtimeNs, statSync(`${at}/to`).mode & 0o777]).toEqual([TIME, 0o755]);
    expect(clone.ino).not.toBe(lstat(`${at}/from`)!.ino);
    expect(alone).toBeGreaterThanOrEqual(1 << 20);
    expect(bytesOfItsOwn(`${at}/to`, clone)).toBeLessThan(alone);
    expect(() => reflink(`${at}/from`, `${at}/to`)).toThrow(expect.objectContaining({ code: 'EEXIST' }));
  });

  test('a program that is placed, run, and placed anew runs each time', () => {
    const at = temporaryDirectory();
    for (const [name, says] of [['one', 'first'], ['two', 'second']] as const) {
      writeFileSync(`${at}/${name}.rs`, `fn main() { println!("${says}"); }`);
      execFileSync('rustc', ['-o', `${at}/${name}`, `${at}/${name}.rs`], { stdio: 'ignore' });
    }
    const settings = { executables: 'link' } as const;
    for (const reflinks of [true, false]) {
      const ways = waysOf({ role: 'executable', unit: 'bin', source: 'path', reflink: reflinks, settings, to: 'worktree' });
      for (const [name, says] of [['one', 'first'], ['two', 'second'], ['one', 'first']] as const) {
        expect(placeFile({ from: `${at}/${name}`, to: `${at}/placed`, ways, mtimeNs: TIME })).toMatchObject({ ok: true });
        expect(execFileSync(`${at}/placed`, { encoding: 'utf8' })).toBe(`${says}\n`);
        expect(lstat(`${at}/placed`)!.mtimeNs).toBe(TIME);
      }
    }
  });

  test('realpath gives the name as it was made, and leads through /private', () => {
    const at = temporaryDirectory();
    mkdirSync(`${at}/Here`);
    expect(realpath(`${at}/hERE`) ?? `${at}/Here`).toBe(`${at}/Here`);
    expect(realpath('/tmp')).toBe('/private/tmp');
    expect(realpathSync.native(at)).toBe(at);
  });

  test('the attribute that keeps a directory out of backups is the one that tmutil sets', () => {
    const at = temporaryDirectory();
    for (const name of ['ours', 'theirs']) mkdirSync(`${at}/${name}`);
    excludeFromBackups(`${at}/ours`, native());
    execFileSync('tmutil', ['addexclusion', `${at}/theirs`]);
    const value = (name: string) => execFileSync('xattr', ['-px', 'com.apple.metadata:com_apple_backup_excludeItem', `${at}/${name}`], { encoding: 'utf8' });
    expect(value('ours')).toBe(value('theirs'));
    // And the doctor finds it.
    expect(['ours', 'theirs'].map((name) => native()?.attributeSize(`${at}/${name}`, BACKUPS_LEAVE_OUT))).toEqual([61, 61]);
    expect(native()?.attributeSize(at, BACKUPS_LEAVE_OUT)).toBe(-1);
  });

  test('a hard link of a library keeps its time, and a copy its signature', () => {
    const at = temporaryDirectory();
    writeFileSync(`${at}/lib`, 'bytes');
    setMtime(`${at}/lib`, TIME);
    linkSync(`${at}/lib`, `${at}/linked`);
    expect(lstat(`${at}/linked`)!.mtimeNs).toBe(TIME);
    copyFileSync(process.execPath, `${at}/node`);
    expect(execFileSync(`${at}/node`, ['-p', '1'], { encoding: 'utf8' })).toBe('1\n');
    expect(readFileSync(`${at}/node`).equals(readFileSync(process.execPath))).toBe(true);
  });
});
