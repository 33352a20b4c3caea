import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { rulesNamed } from './rules/all.ts';

const source = (file: string): string => readFileSync(join(import.meta.dirname, '..', '..', file), 'utf8');

test('each rule is in the source, once, and goes by a name of its own', () => {
  const rules = rulesNamed([]);
  expect(rules.length).toBeGreaterThan(200);
  expect(rules.filter(({ file, from }) => source(file).split(from).length !== 2).map(({ name }) => name)).toEqual([]);
  expect(new Set(rules.map(({ name }) => name)).size).toBe(rules.length);
});

test('each names tests that there are', () => {
  for (const { tests } of rulesNamed([])) for (const path of tests) expect(source(join('test', path))).not.toBe('');
});
