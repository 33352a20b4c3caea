import { expect, test } from 'vitest';
import type { Question } from '../../../src/engine/audit/model.ts';
import { mayTellOf } from '../../../src/engine/audit/written.ts';

const path = (ask: 'file' | 'listing' | 'tree' | 'kind' | 'link', at: string): Question => ({ ask, path: at });

test('a file tells of what was written at it, or above it', () => {
  for (const ask of ['file', 'kind', 'link'] as const) {
    expect(mayTellOf(path(ask, 'a/b'), ['a/b'])).toBe(true);
    expect(mayTellOf(path(ask, 'a/b'), ['a'])).toBe(true);
    expect(mayTellOf(path(ask, 'a/b'), ['a/b/c', 'a/bc', 'a/c'])).toBe(false);
  }
});

test('a listing tells of names that were made in it', () => {
  expect(mayTellOf(path('listing', 'a'), ['a/b'])).toBe(true);
  expect(mayTellOf(path('listing', ''), ['b'])).toBe(true);
  expect(mayTellOf(path('listing', 'a'), ['a/b/c', 'b'])).toBe(false);
});

test('a walk tells of everything below', () => {
  expect(mayTellOf(path('tree', 'a'), ['a/b/c'])).toBe(true);
  expect(mayTellOf(path('tree', ''), ['a/b/c'])).toBe(true);
  expect(mayTellOf(path('tree', 'a'), ['b'])).toBe(false);
});

test('git tells of any file; what is no path, of none', () => {
  const git: Question = { ask: 'git', directory: '', question: ['status'] };
  expect(mayTellOf(git, ['a'])).toBe(true);
  expect(mayTellOf(git, [])).toBe(false);
  expect(mayTellOf({ ask: 'configuration' }, ['a'])).toBe(false);
});
