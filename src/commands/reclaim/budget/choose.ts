import type { AbsolutePath } from '../../../system/brand.ts';
import type { FindingKind } from '../finding.ts';
import { accountOf, openLedger } from '../measure.ts';
import type { Survey } from '../survey.ts';
import { heldIn } from './held.ts';
import { lastUse } from './parts.ts';
import { planBudget, type BudgetPlan } from './plan.ts';

/** What may go for a budget: the rest has nothing to do with when a worktree was built in. */
export const FOR_BUDGET: ReadonlySet<FindingKind> = new Set(['stale', 'budget']);

export interface BudgetOptions {
  /** Bytes on the disk for the build directories of all worktrees together. */
  readonly limit: number;
  /** The worktree in which the user is. */
  readonly here: AbsolutePath | null;
  /** Build directories that were built in later than this are left alone, in nanoseconds; undefined: none. */
  readonly usedBeforeNs: bigint | undefined;
}

/** Limits a survey to what must go for a budget; the plan tells what is held before and after. */
export function chooseForBudget(survey: Survey, o: BudgetOptions): { readonly survey: Survey; readonly plan: BudgetPlan } {
  const uses = new Map(survey.places.map((place) => [place.buildDirectory, { usedNs: lastUse(place), here: o.here !== null && place.worktrees.includes(o.here) }]));
  const candidates = survey.findings.flatMap((finding) => {
    const use = uses.get(finding.directory);
    if (use === undefined || (o.usedBeforeNs !== undefined && use.usedNs > o.usedBeforeNs)) return [];
    return [{ finding, account: accountOf(finding), ...use }];
  });
  const plan = planBudget(candidates, { held: survey.held ?? heldIn(survey.places), limit: o.limit });
  const going = new Set(plan.findings);
  const ledger = openLedger();
  for (const { finding, account } of candidates) if (going.has(finding)) ledger.add(account);
  return { survey: { ...survey, findings: plan.findings, total: ledger.total() }, plan };
}
