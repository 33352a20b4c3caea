import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import type { CollectedUnit } from '../../../src/engine/save/collected.ts';
import { leftBeside } from '../../../src/engine/save/left-beside.ts';
import { lstat } from '../../../src/system/fs.ts';

const top = mkdtempSync(join(tmpdir(), 'left-beside-'));
afterAll(() => rmSync(top, { recursive: true }));
const SECOND = 1_000_000_000n;

/** A run from `from` to `until`, in seconds. */
function run(from: bigint, until: bigint): CollectedUnit {
  const files = [{ role: 'invoked-timestamp', stat: { mtimeNs: from * SECOND } }, { role: 'script-output', stat: { mtimeNs: from * SECOND, ctimeNs: until * SECOND } }];
  return { unit: {}, files, directories: [] } as unknown as CollectedUnit;
}

function targetWith(...files: string[]): string {
  const target = mkdtempSync(join(top, 'target-'));
  mkdirSync(join(target, 'debug/.fingerprint'), { recursive: true });
  for (const file of files) {
    mkdirSync(join(target, file, '..'), { recursive: true });
    writeFileSync(join(target, file), '');
    utimesSync(join(target, file), 150, 150);
  }
  return target;
}

test('a file beside the program that was written while the script ran, and at no other time', () => {
  const find = leftBeside([targetWith('debug/side.txt')]);
  expect(find(run(100n, 200n))).toBe('debug/side.txt');
  expect(find(run(100n, 140n))).toBeUndefined();
  expect(find(run(160n, 200n))).toBeUndefined();
});

test('a file that kept an old time is told by its time of change', () => {
  const target = targetWith('debug/side.txt');
  const now = (lstat(join(target, 'debug/side.txt'))?.ctimeNs ?? 0n) / SECOND;
  expect(leftBeside([target])(run(now - 1n, now + 1n))).toBe('debug/side.txt');
});

test('what lies deeper, and elsewhere in the target directory', () => {
  expect(leftBeside([targetWith('debug/obj/x/lib.a')])(run(100n, 200n))).toBe('debug/obj/x/lib.a');
  expect(leftBeside([targetWith('made/x.rs')])(run(100n, 200n))).toBe('made/x.rs');
});

test("cargo's own files are nobody's", () => {
  expect(leftBeside([targetWith('debug/deps/x.d', 'debug/app', 'debug/app.d', 'debug/.fingerprint/x')])(run(100n, 200n))).toBeUndefined();
});
