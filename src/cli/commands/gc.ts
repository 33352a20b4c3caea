import { applyGc } from '../../commands/gc/apply.ts';
import { gatherEvidence } from '../../commands/gc/evidence.ts';
import { limitsFor } from '../../commands/gc/limits.ts';
import { planGc, type GcEvidence, type GcLimits, type GcPlan } from '../../commands/gc/plan.ts';
import { noteGc } from '../../commands/gc/schedule.ts';
import { gcDocument, reportGc } from '../../report/gc-report.ts';
import { openExistingStore, openWholeStore } from '../../store/open.ts';
import { lowerPriority } from '../../system/process.ts';
import { recordMissingDigests } from '../../commands/verify/record-missing.ts';
import { working } from '../interruption.ts';
import { cloneOf, must, type CommandContext, type ExitStatus } from '../context.ts';

export interface GcFlags {
  readonly maxSize: string | undefined;
  readonly maxAge: string | undefined;
  /** Started by a save: at low priority, in little time, and without waiting for writers. */
  readonly background: boolean;
}

const COMMAND = { timeoutMs: 30_000, budgetMs: Infinity };
const BACKGROUND = { timeoutMs: 2_000, budgetMs: 20_000 };

/** `cargo share gc`: brings the store below its limits. */
export async function gc(context: CommandContext, flags: GcFlags): Promise<ExitStatus> {
  const { reporter, dryRun } = context;
  const start = performance.now();
  if (flags.background) lowerPriority();
  const clone = await cloneOf(context, {
    ...(flags.maxSize !== undefined && { 'max-size': flags.maxSize }),
    ...(flags.maxAge !== undefined && { 'max-age': flags.maxAge }),
  });
  const opened = flags.background ? openWholeStore(clone.location.root) : openExistingStore(clone.location.root);
  if (opened === undefined) {
    reporter.document({ schema: 1, command: 'gc', store: { path: clone.location.root }, steps: [] });
    reporter.status('Found', `no store in ${clone.location.root} yet`);
    return 0;
  }
  const store = must(opened);
  const limits = limitsFor(store, clone.settings);
  const evidence = gatherEvidence(store);
  const plan = flags.background ? planWithSlack(evidence, limits) : planGc(evidence, limits);
  const { timeoutMs, budgetMs } = flags.background ? BACKGROUND : COMMAND;
  if (!dryRun) noteGc(store);
  const result = dryRun
    ? undefined
    : must(
        await working(context, ['Collecting'], ({ bars, signal }) =>
          applyGc(plan, { store, timeoutMs, deadline: start + budgetMs, saveAgain: !flags.background, signal, progress: bars.Collecting }),
        ),
      );
  if (result !== undefined && plan.steps.length > 0) context.log.write({ event: 'collected', dropped: result.dropped, freed: result.freed, left: result.left });
  if (flags.background) recordMissingDigests(store, start + budgetMs);
  reporter.document(gcDocument(plan, { store: store.root, result }));
  reportGc(plan, { store: store.root, result }, reporter);
  return 0;
}

/** By itself it goes a tenth below the limit, so that it need not run after each save. */
function planWithSlack(evidence: GcEvidence, limits: GcLimits): GcPlan {
  const plan = planGc(evidence, limits);
  return plan.heldBefore <= limits.maxBytes ? plan : planGc(evidence, { ...limits, maxBytes: limits.maxBytes * 0.9 });
}
