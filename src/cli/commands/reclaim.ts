import { applySurvey } from '../../commands/reclaim/apply.ts';
import { chooseForBudget, FOR_BUDGET } from '../../commands/reclaim/budget/choose.ts';
import type { FindingKind } from '../../commands/reclaim/finding.ts';
import { surveyClone } from '../../commands/reclaim/survey.ts';
import { formatBytes } from '../../report/bytes.ts';
import { reclaimDocument, reportBudget, reportReclaimed, reportSurvey } from '../../report/reclaim-report.ts';
import { openExistingStore } from '../../store/open.ts';
import { FailureError } from '../../system/failure.ts';
import { confirm } from '../confirm.ts';
import { startInBackground } from '../start-later.ts';
import { cloneOf, must, type CommandContext, type ExitStatus } from '../context.ts';

export interface ReclaimFlags {
  readonly yes: boolean;
  /** Undefined: all. */
  readonly only: readonly FindingKind[] | undefined;
  readonly incrementalDays: number;
  /** Bytes that the build directories may hold: what builds would still use goes, too. Undefined: only what nobody needs. */
  readonly budget: number | undefined;
}

const ALL: readonly FindingKind[] = ['stale', 'orphaned', 'shadowed', 'duplicate'];

/** `cargo share reclaim`: 0 also where there was nothing to free, 1 where the person said no. */
export async function reclaim(context: CommandContext, flags: ReclaimFlags): Promise<ExitStatus> {
  const { reporter, dryRun } = context;
  const clone = await cloneOf(context);
  const store = openExistingStore(clone.location.root);
  const all = must(
    await surveyClone({
      clone,
      store: store?.ok === true ? store.value : undefined,
      env: context.env,
      kinds: flags.budget === undefined ? new Set(flags.only ?? ALL) : FOR_BUDGET,
      incrementalDays: flags.incrementalDays,
    }),
  );
  const { survey, plan } =
    flags.budget === undefined ? { survey: all, plan: undefined } : chooseForBudget(all, { limit: flags.budget, here: clone.repository.worktree, usedBeforeNs: undefined });
  const nothing = survey.findings.length === 0;
  if (!reporter.json) reportSurvey(survey, reporter, context.cwd);
  if (plan !== undefined) reportBudget(plan, survey.total, reporter);
  if (nothing && !dryRun && survey.busy.length > 0) throw busy(survey.busy[0] ?? '');
  if (nothing && plan === undefined) reporter.status('Found', survey.busy.length > 0 ? 'nothing to free elsewhere' : 'nothing to free: every byte of build output is in use');
  if (nothing || dryRun) {
    reporter.document(reclaimDocument(survey, undefined, { dryRun, plan }));
    return 0;
  }
  if (!flags.yes && !(await confirm(`Free ${formatBytes(survey.total.physical)}?`, reporter.json))) return 1;
  const reclaimed = await applySurvey(survey);
  // What only the store holds now counts for its own limit.
  if (plan !== undefined) startInBackground(context, 'gc');
  if (reclaimed.busy.length > 0 && reclaimed.removed + reclaimed.merged === 0) throw busy(reclaimed.busy[0] ?? '');
  reporter.document(reclaimDocument(survey, reclaimed, { dryRun, plan }));
  reportReclaimed(reclaimed, survey, reporter);
  return reclaimed.problems.length + reclaimed.busy.length + survey.busy.length > 0 ? 1 : 0;
}

function busy(path: string): FailureError {
  return new FailureError({
    code: 'target-directory-busy',
    message: 'Another cargo is building in this directory: nothing was freed.',
    path,
    hint: 'run this again when it has finished',
  });
}
