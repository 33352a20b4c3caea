import { cpSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Rule } from './rule.ts';

const REPOSITORY = join(import.meta.dirname, '..', '..');
const COPIED = ['src', 'test', 'bench', 'native', 'packaging', 'package.json', 'tsconfig.json', 'tsdown.config.ts', 'vitest.config.ts'];

/** A copy of the repository in which rules can be taken out. */
export function copyRepository(): string {
  const copy = mkdtempSync(join(tmpdir(), 'cargo-share-mutation-'));
  for (const name of COPIED) cpSync(join(REPOSITORY, name), join(copy, name), { recursive: true });
  symlinkSync(join(REPOSITORY, 'node_modules'), join(copy, 'node_modules'));
  return copy;
}

/** Whether a rule's edit fits the source: its text stands there exactly once. */
export function fits(copy: string, rule: Rule): boolean {
  return readFileSync(join(copy, rule.file), 'utf8').split(rule.from).length === 2;
}

/** Takes a rule out of a copy while `act` runs. */
export async function without<T>(copy: string, rule: Rule, act: () => T | Promise<T>): Promise<T> {
  const path = join(copy, rule.file);
  const source = readFileSync(path, 'utf8');
  writeFileSync(path, source.replace(rule.from, () => rule.to));
  try {
    return await act();
  } finally {
    writeFileSync(path, source);
  }
}
