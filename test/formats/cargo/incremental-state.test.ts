import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { incrementalCompiler, incrementalNames } from '../../../src/formats/cargo/incremental-state.ts';

const rustc = '1.95.0 (59807616e 2026-04-14)';

test.each([
  ['build_script_build', 'fcd2f0952a406af6', 'build_script_build-371snfkezo9hn'],
  ['mac', 'eea81c0668051375', 'mac-3gxugw2anlsrk'],
  ['app', '21c9213eecf7b1b1', 'app-1nl212mbale2e'],
])('%s has the name that rustc 1.95 gave it', (crate, metadata, name) => {
  expect(incrementalNames({ crate, metadata, rustc })).toContain(name);
  expect(incrementalNames({ crate, metadata, rustc: '1.95.1' })).not.toContain(name);
});

test('the compiler is told by the first dependency graph that is whole enough', () => {
  const directory = mkdtempSync(join(tmpdir(), 'incremental-'));
  for (const session of ['s-a-working', 's-b']) mkdirSync(join(directory, session));
  expect(incrementalCompiler(directory)).toBeUndefined();
  writeFileSync(join(directory, 's-a-working/dep-graph.bin'), 'RS');
  expect(incrementalCompiler(directory)).toBeUndefined();
  writeFileSync(join(directory, 's-b/dep-graph.bin'), Buffer.concat([Buffer.from('RSIC'), Buffer.of(0, 0, rustc.length), Buffer.from(rustc), Buffer.alloc(300)]));
  expect(incrementalCompiler(directory)).toBe(rustc);
  rmSync(directory, { recursive: true });
});
