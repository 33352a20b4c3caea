import { expect, test } from 'vitest';
import { verdictOf } from '../../../src/commands/which/answer.ts';
import { weighRefusal } from '../../../src/commands/which/weigh.ts';

const file = 'src/main.rs';

test.each([
  [{ reason: 'env-path', variable: 'X', value: '/a' }, undefined],
  [{ reason: 'baked-path', file, section: '.rodata', text: '/a' }, undefined],
  [{ reason: 'debug-objects', file, object: '/a/app.o' }, undefined],
  [{ reason: 'digest-missing', file }, 'no'],
  [{ reason: 'input-missing', file }, 'no'],
  [{ reason: 'older-than-dependency', dependency: 'low' }, 'no'],
  [{ reason: 'unknown-builder', file }, 'unknown'],
  [{ reason: 'left', because: 'time', what: 'app' }, 'unknown'],
  [{ reason: 'unknown-source', file }, 'unknown'],
  [{ reason: 'outside-workspace', file }, 'unknown'],
] as const)('%o', (refusal, verdict) => {
  expect(weighRefusal(refusal, { fresh: true, isUntouched: () => false })?.verdict).toBe(verdict);
});

test('an edit that cargo sees is a no, one that only the change time shows is not known', () => {
  expect(weighRefusal({ reason: 'edited-since', file }, { fresh: false, isUntouched: () => false })?.verdict).toBe('no');
  expect(weighRefusal({ reason: 'edited-since', file }, { fresh: true, isUntouched: () => false })?.verdict).toBe('unknown');
});

test('another digest of a file that nobody has touched since the build began is not known', () => {
  expect(weighRefusal({ reason: 'digest-missing', file }, { fresh: true, isUntouched: (path) => path === file })).toEqual({ verdict: 'unknown', evidence: 'source-digest' });
});

test('yes needs that nothing was found', () => {
  const finding = { package: 'app', slot: 's' as never, evidence: 'times', because: { reason: 'not-needed' } } as const;
  expect(verdictOf([])).toBe('yes');
  expect(verdictOf([{ ...finding, verdict: 'unknown' }])).toBe('unknown');
  expect(verdictOf([{ ...finding, verdict: 'unknown' }, { ...finding, verdict: 'no' }])).toBe('no');
});
