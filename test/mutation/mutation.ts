/**
 * Takes one soundness rule after the other out of a copy of the source and tells whether a test notices.
 * `npm run mutation [-- WORDS…]` runs the rules whose name or file holds one of the words, all without.
 * Status 0: every rule is killed. 1: one survived, or an edit no longer fits the source.
 */
import { rmSync } from 'node:fs';
import { copyRepository, fits, without } from './copy.ts';
import type { Rule } from './rule.ts';
import { rulesNamed } from './rules/all.ts';
import { buildCopy, runTests } from './run-tests.ts';

/** `stale`: the edit does not fit; `unproved`: the tests fail without it too. */
type Outcome = 'killed' | 'survived' | 'stale' | 'unproved';

/** The first test that fails, or `undefined`. */
function firstFailure(copy: string, { tests }: Rule): string | undefined {
  if (tests.some((path) => path.startsWith('e2e/'))) buildCopy(copy);
  return runTests(copy, tests);
}

async function judge(copy: string, rule: Rule, sound: Map<string, string | undefined>): Promise<{ outcome: Outcome; by: string }> {
  if (!fits(copy, rule)) return { outcome: 'stale', by: `not once in ${rule.file}` };
  const key = rule.tests.join(' ');
  if (!sound.has(key)) sound.set(key, firstFailure(copy, rule));
  const already = sound.get(key);
  if (already !== undefined) return { outcome: 'unproved', by: already };
  const failure = await without(copy, rule, () => firstFailure(copy, rule));
  return failure === undefined ? { outcome: 'survived', by: key } : { outcome: 'killed', by: failure };
}

async function main(words: readonly string[]): Promise<boolean> {
  const rules = rulesNamed(words);
  const copy = copyRepository();
  const counts: Record<Outcome, number> = { killed: 0, survived: 0, stale: 0, unproved: 0 };
  const sound = new Map<string, string | undefined>();
  try {
    for (const rule of rules) {
      const { outcome, by } = await judge(copy, rule, sound);
      counts[outcome] += 1;
      process.stdout.write(`${outcome.padEnd(8)}  ${rule.name.padEnd(64)}  ${by}\n`);
    }
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
  process.stdout.write(`${Object.entries(counts).map(([outcome, n]) => `${n} ${outcome}`).join(', ')}\n`);
  return counts.killed === rules.length;
}

process.exitCode = (await main(process.argv.slice(2))) ? 0 : 1;
