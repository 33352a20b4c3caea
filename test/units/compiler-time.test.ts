import { expect, it } from 'vitest';
import { compilingMs } from '../../src/units/compiler-time.ts';
import type { FileRole, ManifestFile } from '../../src/units/model.ts';

const file = (role: FileRole, mtimeNs: bigint): ManifestFile => ({
  role, path: role, size: 1, mode: 0o644, mtimeNs: String(mtimeNs), content: { at: 'pack', offset: 0 },
});
const SECOND = 1_000_000_000n;
const BEGAN = 1_700_000_000n * SECOND;

it.each([
  ['from the beginning to the newest output', [file('invoked-timestamp', BEGAN), file('rmeta', BEGAN + SECOND), file('rlib', BEGAN + 3n * SECOND)], 3_000],
  ['a build script that ran', [file('invoked-timestamp', BEGAN), file('script-output', BEGAN + SECOND / 2n)], 500],
  ['no beginning', [file('rlib', BEGAN)], 0],
  ['an output that was given an older time', [file('invoked-timestamp', BEGAN), file('rlib', BEGAN - SECOND)], 0],
  ['a time that nobody can believe', [file('invoked-timestamp', BEGAN), file('rlib', BEGAN + 7_200n * SECOND)], 0],
])('%s', (_, files, ms) => {
  expect(compilingMs([{ files }])).toBe(ms);
});

const span = (from: bigint, to: bigint): { files: ManifestFile[] } => ({ files: [file('invoked-timestamp', BEGAN + from * SECOND), file('rlib', BEGAN + to * SECOND)] });

it('units that were compiled side by side count once, a pause between two builds not at all', () => {
  expect(compilingMs([span(0n, 4n), span(1n, 3n), span(2n, 6n)])).toBe(6_000);
  expect(compilingMs([span(100n, 102n), span(0n, 3n)])).toBe(5_000);
  expect(compilingMs([])).toBe(0);
});
