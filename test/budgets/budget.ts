import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ALL_KINDS, countCalls, type CountedCall, type Counts, type Kind } from './count-calls.ts';

const FILE = join(import.meta.dirname, 'budgets.json');
/** What a change may add before somebody has to look. */
const HEADROOM = 1.12;
/** Of the smallest counts. */
const LEAST_HEADROOM = 2;
const SHOWN = 5;

/** The most calls of each kind, by scenario. */
export type Budgets = Readonly<Record<string, Counts>>;

export function readBudgets(): Budgets {
  return JSON.parse(readFileSync(FILE, 'utf8')) as Budgets;
}

/**
 * Sets one scenario's budget to what was counted, and a little more. `raise` lowers none: for the calls of another version of
 * Node, whose copying of a file sets times where Node 20's does not.
 */
export function writeBudget(scenario: string, calls: readonly CountedCall[], how: 'write' | 'raise'): void {
  const counts = countCalls(calls);
  const budgets = readBudgets();
  const least = (kind: Kind): number => (how === 'raise' ? (budgets[scenario]?.[kind] ?? 0) : 0);
  const budget = Object.fromEntries(ALL_KINDS.map((kind) => [kind, Math.max(least(kind), withHeadroom(counts[kind]))]));
  writeFileSync(FILE, `${JSON.stringify({ ...budgets, [scenario]: budget }, null, 2)}\n`);
}

function withHeadroom(count: number): number {
  return count === 0 ? 0 : Math.max(Math.ceil(count * HEADROOM), count + LEAST_HEADROOM);
}

/** What is above the budget, in words, with what the calls were about most often; empty is right. */
export function overBudget(calls: readonly CountedCall[], budget: Counts | undefined): string[] {
  const counts = countCalls(calls);
  return ALL_KINDS.filter((kind) => counts[kind] > (budget?.[kind] ?? 0)).map(
    (kind) => `${kind}: ${counts[kind]}, budget ${budget?.[kind] ?? 0}; most often ${mostOften(calls, kind).join(', ')}`,
  );
}

function mostOften(calls: readonly CountedCall[], kind: Kind): string[] {
  const counts = new Map<string, number>();
  for (const call of calls) {
    if (call.kind !== kind) continue;
    const shape = shapeOf(call.paths.at(-1) ?? '');
    counts.set(shape, (counts.get(shape) ?? 0) + 1);
  }
  return [...counts].toSorted(([, a], [, b]) => b - a).slice(0, SHOWN).map(([shape, count]) => `${shape} (${count})`);
}

/** Paths that differ in a hash, a number or their last name only are one. */
function shapeOf(path: string): string {
  const steps = path.replaceAll(/[0-9a-f]{8,}/g, '#').replaceAll(/\d+/g, '#').split('/');
  return steps.length > 2 ? [...steps.slice(0, -1), '*'].join('/') : steps.join('/');
}
