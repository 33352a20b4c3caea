import { expect, test } from 'vitest';
import { planBudget, type BudgetPlan, type Candidate } from '../../../../src/commands/reclaim/budget/plan.ts';
import type { FindingReason } from '../../../../src/commands/reclaim/finding.ts';
import type { LinkedFile } from '../../../../src/commands/reclaim/measure.ts';
import type { AbsolutePath } from '../../../../src/system/brand.ts';

interface Given {
  readonly own?: number;
  readonly linked?: Readonly<Record<string, LinkedFile>>;
  readonly here?: boolean;
}

/** A part of the build directory `name`, last built in at `usedNs`. */
function part(name: string, usedNs: bigint, reason: FindingReason['reason'], { own = 10, linked = {}, here = false }: Given = {}): Candidate {
  const kind = reason === 'superseded' ? 'stale' : 'budget';
  return {
    finding: { kind, reason: { reason } as FindingReason, directory: `/${name}` as AbsolutePath, worktree: undefined, count: 0, paths: [''], merges: [], bytes: { logical: own, physical: own } },
    account: { logical: own, own, linked: new Map(Object.entries(linked)) },
    usedNs,
    here,
  };
}

const all = ['superseded', 'incremental', 'stored', 'only-here'] as const;
const of = (name: string, usedNs: bigint, given?: Given): Candidate[] => all.map((reason) => part(name, usedNs, reason, given)).reverse();
const plan = (candidates: readonly Candidate[], o: { held: number; limit: number; names?: Record<string, number> }): BudgetPlan =>
  planBudget(candidates, { limit: o.limit, held: { bytes: o.held, names: new Map(Object.entries(o.names ?? {})) } });
const chosen = (candidates: readonly Candidate[], o: { held: number; limit: number; names?: Record<string, number> }): string[] =>
  plan(candidates, o).findings.map(({ directory, reason }) => `${directory} ${reason.reason}`);

test('nothing goes within the budget, and no more than it needs', () => {
  expect(plan(of('a', 1n), { held: 100, limit: 100 })).toEqual({ findings: [], limit: 100, before: 100, after: 100 });
  expect(plan(of('a', 1n), { held: 100, limit: 99 })).toMatchObject({ before: 100, after: 90 });
});

test('what is superseded and incremental state go first, then worktrees by their last build, in each what the store has before the rest', () => {
  expect(chosen([...of('young', 9n), ...of('old', 1n)], { held: 1000, limit: 0 })).toEqual([
    '/old superseded', '/young superseded', '/old incremental', '/young incremental',
    '/old stored', '/old only-here', '/young stored', '/young only-here',
  ]);
  expect(chosen([...of('young', 9n), ...of('old', 1n)], { held: 100, limit: 45 })).not.toContain('/young stored');
});

test('the worktree in which the user is has the last turn, however long ago it was built in', () => {
  expect(chosen([part('mine', 1n, 'only-here', { here: true }), part('other', 9n, 'only-here')], { held: 20, limit: 10 })).toEqual(['/other only-here']);
});

test('a file with several names counts when its last one goes, and what gives nothing back stays', () => {
  const file = (name: string, links: number): Given => ({ own: 0, linked: { 1: { names: new Set([name]), links, bytes: 50 } } });
  const two = [part('a', 1n, 'stored', file('/a/x', 2)), part('b', 2n, 'stored', file('/b/x', 2))];
  expect(plan(two, { held: 50, limit: 0 })).toMatchObject({ findings: [{ directory: '/b' }], after: 0 });
  expect(chosen([part('a', 1n, 'stored', file('/a/x', 3))], { held: 50, limit: 0 })).toEqual([]);
  // Its other names lie in the store, which has a limit of its own.
  expect(plan([part('a', 1n, 'stored', file('/a/x', 3))], { held: 50, limit: 0, names: { 1: 1 } })).toMatchObject({ findings: [{ directory: '/a' }], after: 0 });
});
