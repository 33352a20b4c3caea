import { closeSync, lstatSync, mkdtempSync, openSync, rmSync, statSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { roundedUp, setMtime, setMtimeOfDescriptor } from '../../src/system/times.ts';

let directory: string;
let file: string;

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'times-'));
  file = join(directory, 'file');
  writeFileSync(file, '');
});

afterAll(() => rmSync(directory, { recursive: true, force: true }));

/** Times that every file system here can hold: 1970 to 2100. */
const times = fc.bigInt({ min: 0n, max: 4_102_444_800_000_000_000n });

function mtime(path: string): bigint {
  return statSync(path, { bigint: true }).mtimeNs;
}

describe('setMtime', () => {
  test('keeps all nine digits, by path and by descriptor', () => {
    fc.assert(
      fc.property(times, (ns) => {
        setMtime(file, ns);
        expect(mtime(file)).toBe(ns);
        const fd = openSync(file, 'r+');
        setMtimeOfDescriptor(fd, ns + 1n);
        closeSync(fd);
        expect(mtime(file)).toBe(ns + 1n);
      }),
    );
  });

  test('takes times before 1970', () => {
    setMtime(file, -1n);
    expect(mtime(file)).toBe(-1n);
  });

  test('leaves the access time', () => {
    utimesSync(file, 1_000_000_000, 1_000_000_000);
    setMtime(file, 5n);
    expect(statSync(file, { bigint: true }).atimeNs).toBe(1_000_000_000_000_000_000n);
  });

  test('a symbolic link gets the time itself, its target only when asked', () => {
    const link = join(directory, 'link');
    symlinkSync(file, link);
    setMtime(file, 7n);
    setMtime(link, 8n);
    expect([mtime(file), lstatSync(link, { bigint: true }).mtimeNs]).toEqual([7n, 8n]);
    setMtime(link, 9n, { followSymlinks: true });
    expect([mtime(file), lstatSync(link, { bigint: true }).mtimeNs]).toEqual([9n, 8n]);
  });

  test('an absent file is an ENOENT like those of node:fs', () => {
    expect(() => setMtime(join(directory, 'absent'), 0n)).toThrow(expect.objectContaining({ code: 'ENOENT' }));
  });
});

test('roundedUp makes Node store the next whole microsecond', () => {
  fc.assert(
    fc.property(times, (ns) => {
      utimesSync(file, roundedUp(ns), roundedUp(ns));
      const stored = mtime(file);
      expect(stored).toBeGreaterThanOrEqual(ns);
      expect(stored - ns).toBeLessThan(1_000n);
    }),
  );
});
