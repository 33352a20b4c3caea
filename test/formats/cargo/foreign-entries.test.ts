import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { foreignEntries, foreignEntry } from '../../../src/formats/cargo/foreign-entries.ts';

const top = mkdtempSync(join(tmpdir(), 'foreign-entries-'));
afterAll(() => rmSync(top, { recursive: true }));

function targetWith(...files: string[]): string {
  const target = mkdtempSync(join(top, 'target-'));
  for (const file of ['CACHEDIR.TAG', 'debug/.fingerprint/a', ...files]) {
    mkdirSync(dirname(join(target, file)), { recursive: true });
    writeFileSync(join(target, file), '');
  }
  return target;
}

test('what cargo makes is nobody else\'s', () => {
  const target = targetWith(
    'debug/app', 'debug/app.d', 'debug/libx.rlib', 'debug/libx.d', 'debug/deps/libx-0123456789abcdef.rlib', 'debug/deps/x-0123456789abcdef.d',
    'debug/deps/libpika.so', 'debug/deps/libpika.a', 'debug/deps/pika.d', 'debug/build/x-0123456789abcdef/output', 'wasm32-wasip1/release/.cargo-lock',
  );
  expect([...foreignEntries(target)]).toEqual([]);
});

test.each(['side.txt', 'made/x', 'debug/side.txt', 'debug/obj', 'debug/deps/libside.so', 'debug/build/side.txt', 'wasm32-wasip1/release/side.txt'])('%s is not cargo\'s', (file) => {
  expect(foreignEntry(targetWith('wasm32-wasip1/release/.cargo-lock', file))).toBe(file);
});
