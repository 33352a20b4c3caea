import { expect, test } from 'vitest';
import { comparedMtime, isOutput, newest } from '../../src/units/outputs.ts';
import { timed } from './samples.ts';

const rlib = timed('lib', { rlib: 9n, rmeta: 5n });

test('between two rlibs the metadata\'s time counts', () => {
  expect(comparedMtime(timed('lib', { rlib: 1n, rmeta: 1n }), rlib)).toBe(5n);
});

test.each([
  ['a program', timed('bin', { executable: 1n })],
  ['a proc macro', timed('proc-macro', { dylib: 1n })],
  ['a checked library', timed('lib', { rmeta: 1n })],
  ['a library that is an rlib and a dylib', timed('lib', { rlib: 1n, rmeta: 1n, dylib: 1n })],
])('for %s the newest output counts', (_, dependent) => {
  expect(comparedMtime(dependent, rlib)).toBe(9n);
});

test('of a dependency that is no rlib the newest output counts', () => {
  expect(comparedMtime(rlib, timed('run-build-script', { 'script-output': 7n }))).toBe(7n);
  expect(comparedMtime(rlib, timed('proc-macro', { dylib: 8n }))).toBe(8n);
});

test('what cargo wrote for itself is no output', () => {
  expect((['fingerprint', 'dep-info', 'rustc-dep-info', 'debug-info', 'out-file', 'script-stderr'] as const).filter(isOutput)).toEqual([]);
  expect(newest([])).toBe(0n);
});
