/**
 * Takes one soundness rule after the other out of a copy of the source and tells whether a test notices.
 * `npm run mutation [-- WORDS…]` runs the rules whose name or file holds one of the words, all without.
 * Status 0: every rule is killed. 1: one survived, or an edit no longer fits the source.
 */
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Rule } from './rule.ts';
import { DECISIONS } from './rules/decisions.ts';
import { EVIDENCE } from './rules/evidence.ts';
import { RECLAIM } from './rules/reclaim.ts';
import { SHARED_MODE } from './rules/shared-mode.ts';
import { STORE } from './rules/store.ts';
import { WARMING } from './rules/warming.ts';
import { buildCopy, runTests } from './run-tests.ts';

const REPOSITORY = join(import.meta.dirname, '..', '..');
const COPIED = ['src', 'test', 'package.json', 'tsconfig.json', 'tsdown.config.ts', 'vitest.config.ts'];

/** `stale`: the edit does not fit; `unproved`: the tests fail without it too. */
type Outcome = 'killed' | 'survived' | 'stale' | 'unproved';

function copyRepository(): string {
  const copy = mkdtempSync(join(tmpdir(), 'cargo-share-mutation-'));
  for (const name of COPIED) cpSync(join(REPOSITORY, name), join(copy, name), { recursive: true });
  symlinkSync(join(REPOSITORY, 'node_modules'), join(copy, 'node_modules'));
  return copy;
}

/** The first test that fails, or `undefined`. */
function firstFailure(copy: string, { tests }: Rule): string | undefined {
  if (tests.some((path) => path.startsWith('e2e/'))) buildCopy(copy);
  return runTests(copy, tests);
}

function judge(copy: string, rule: Rule, sound: Map<string, string | undefined>): { outcome: Outcome; by: string } {
  const path = join(copy, rule.file);
  const source = readFileSync(path, 'utf8');
  if (source.split(rule.from).length !== 2) return { outcome: 'stale', by: `not once in ${rule.file}` };
  const key = rule.tests.join(' ');
  if (!sound.has(key)) sound.set(key, firstFailure(copy, rule));
  const already = sound.get(key);
  if (already !== undefined) return { outcome: 'unproved', by: already };
  writeFileSync(path, source.replace(rule.from, () => rule.to));
  try {
    const failure = firstFailure(copy, rule);
    return failure === undefined ? { outcome: 'survived', by: key } : { outcome: 'killed', by: failure };
  } finally {
    writeFileSync(path, source);
  }
}

function main(words: readonly string[]): boolean {
  const all = [...DECISIONS, ...EVIDENCE, ...WARMING, ...STORE, ...RECLAIM, ...SHARED_MODE];
  const rules = words.length === 0 ? all : all.filter((rule) => words.some((word) => rule.name.includes(word) || rule.file.includes(word)));
  const copy = copyRepository();
  const counts: Record<Outcome, number> = { killed: 0, survived: 0, stale: 0, unproved: 0 };
  const sound = new Map<string, string | undefined>();
  try {
    for (const rule of rules) {
      const { outcome, by } = judge(copy, rule, sound);
      counts[outcome] += 1;
      process.stdout.write(`${outcome.padEnd(8)}  ${rule.name.padEnd(64)}  ${by}\n`);
    }
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
  process.stdout.write(`${Object.entries(counts).map(([outcome, n]) => `${n} ${outcome}`).join(', ')}\n`);
  return counts.killed === rules.length;
}

process.exitCode = main(process.argv.slice(2)) ? 0 : 1;
