import type { GcDocument } from './documents/gc.ts';
import type { GcResult } from '../commands/gc/apply.ts';
import type { DropReason, GcPlan, GcStep } from '../commands/gc/plan.ts';
import { unreachable } from '../system/unreachable.ts';
import { count, formatBytes } from './bytes.ts';
import type { Reporter } from './reporter.ts';

interface Outcome {
  readonly store: string;
  /** Undefined: a dry run. */
  readonly result: GcResult | undefined;
}

/** The JSON document of a collection: every step of the plan, and what came of them. */
export function gcDocument(plan: GcPlan, { store, result }: Outcome): GcDocument {
  return {
    schema: 1,
    command: 'gc',
    dryRun: result === undefined,
    store: { path: store },
    limits: { maxBytes: plan.limits.maxBytes, maxAgeSeconds: Number(plan.limits.maxAgeNs / 1_000_000_000n) },
    held: { before: plan.heldBefore, after: plan.heldAfter },
    units: { before: plan.unitsBefore, after: plan.unitsAfter },
    steps: plan.steps.map((step) => (step.do === 'drop-unit' ? { ...step, usedNs: step.usedNs?.toString() ?? null } : step)),
    ...(result !== undefined && { result }),
  };
}

/** What a collection did or would do, for a person. */
export function reportGc(plan: GcPlan, { result }: Outcome, reporter: Reporter): void {
  const dry = result === undefined;
  const drops = plan.steps.filter((step) => step.do === 'drop-unit');
  for (const why of ['broken', 'unlisted', 'age', 'size'] as const) {
    const those = drops.filter((step) => step.why === why);
    if (those.length === 0) continue;
    const live = those.filter((step) => step.live).length;
    const shared = live === 0 ? '' : `, ${live} of them held by a worktree`;
    reporter.status(dry ? 'Would drop' : 'Dropping', `${count(those.length, 'unit')}: ${dropWords(why)} (${formatBytes(sum(those))}${shared})`);
  }
  for (const step of plan.steps) {
    const words = step.do === 'drop-unit' ? undefined : otherWords(step);
    if (words !== undefined) reporter.status(dry ? 'Would remove' : 'Removing', words);
    else if (step.do === 'drop-unit' && reporter.verbose) reporter.status('', `${step.key} ${step.why} ${formatBytes(step.frees)}`);
  }
  const limit = `limit ${formatBytes(plan.limits.maxBytes)}`;
  if (result === undefined || plan.steps.length === 0) {
    const now = `${count(plan.unitsBefore, 'unit')}, ${formatBytes(plan.heldBefore)} that only the store holds (${limit})`;
    const then = plan.steps.length === 0 ? '; nothing to collect' : `; would keep ${count(plan.unitsAfter, 'unit')}, ${formatBytes(plan.heldAfter)}`;
    reporter.status('Store', `${now}${then}`);
    return;
  }
  reporter.status('Freed', `${formatBytes(result.freed)}: ${count(result.dropped, 'unit')} dropped, ${plan.unitsBefore - result.dropped} kept (${limit})`);
  if (result.spared > 0) reporter.status('Spared', `${count(result.spared, 'thing')} that came into use meanwhile`);
  if (result.left > 0) reporter.warn(`${count(result.left, 'step')} could not be done; run it again`);
}

function dropWords(why: DropReason): string {
  switch (why) {
    case 'broken':
      return 'without a manifest, of no use to anyone';
    case 'unlisted':
      return 'offered to no clone';
    case 'age':
      return 'in no worktree, and not used for longer than max-age';
    case 'size':
      return 'least recently used, above max-size';
    default:
      return unreachable(why);
  }
}

function otherWords(step: Exclude<GcStep, { do: 'drop-unit' }>): string {
  switch (step.do) {
    case 'forget-clone':
      return `what is known of ${step.repository}, which is gone`;
    case 'forget-directory':
      return `what is known of ${step.buildDirectory}, which is gone`;
    case 'remove-leftover':
      return `${step.path}, left by a process that was killed (${formatBytes(step.frees)})`;
    default:
      return unreachable(step);
  }
}

function sum(steps: readonly { readonly frees: number }[]): number {
  return steps.reduce((total, { frees }) => total + frees, 0);
}
