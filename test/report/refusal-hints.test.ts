import { expect, test } from 'vitest';
import { refusalHint } from '../../src/report/refusal-hints.ts';

test.each([
  [{ reason: 'env-path', variable: 'CARGO_MANIFEST_DIR', value: '/a' }, 'CARGO_MANIFEST_DIR'],
  [{ reason: 'fingerprint-mtime', package: 'app' }, 'rerun-if-changed'],
  [{ reason: 'package-files-differ', package: 'app' }, 'rerun-if-changed'],
  [{ reason: 'not-observed', why: 'x', differs: 'the tags' }, 'cargo share audit'],
  [{ reason: 'left', because: 'writes-elsewhere', what: 'x' }, 'OUT_DIR'],
] as const)('%o', (refusal, named) => {
  expect(refusalHint(refusal, true)).toContain(named);
});

test('where the unit is as it should be there is nothing to do', () => {
  expect(refusalHint({ reason: 'input-differs', file: 'x' }, true)).toBeUndefined();
  expect(refusalHint({ reason: 'left', because: 'network', what: 'x' }, true)).toBeUndefined();
});

test('nobody is told to change a crate of the registry', () => {
  expect(refusalHint({ reason: 'left', because: 'writes-elsewhere', what: 'x' }, false)).toBeUndefined();
  expect(refusalHint({ reason: 'not-observed', why: 'x', differs: 'the tags' }, false)).toContain('cargo share audit');
});
