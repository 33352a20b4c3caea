import { expect, test } from 'vitest';
import { refusalHint } from '../../src/report/refusal-hints.ts';

test.each([
  [{ reason: 'env-path', variable: 'CARGO_MANIFEST_DIR', value: '/a' }, 'CARGO_MANIFEST_DIR'],
  [{ reason: 'git-state-moved', evidence: 'x' }, 'git'],
  [{ reason: 'fingerprint-mtime', package: 'app' }, 'rerun-if-changed'],
  [{ reason: 'macro-sees-path', evidence: 'x' }, 'macro'],
  [{ reason: 'package-files-differ', package: 'app', because: 'all' }, 'rerun-if-changed'],
] as const)('%o', (refusal, named) => {
  expect(refusalHint(refusal)).toContain(named);
});

test('where the unit is as it should be there is nothing to do', () => {
  expect(refusalHint({ reason: 'input-differs', file: 'x' })).toBeUndefined();
});
