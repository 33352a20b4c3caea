import { presentWorktrees, type Clone } from '../engine/clone/clone.ts';
import { applyInit } from '../commands/init/apply.ts';
import { gatherFacts } from '../commands/init/facts.ts';
import { withSetupLock } from '../commands/init/setup-lock.ts';
import { planSharedMode, type ModePlan } from '../commands/init/shared-mode/plan-mode.ts';
import type { Failure } from '../system/failure.ts';
import type { Result } from '../system/result.ts';
import { reportSetup } from '../report/setup-report.ts';
import { must, type CommandContext } from './context.ts';

/**
 * Brings the set-up of shared mode to the worktrees as they are now: new ones get theirs, what removed ones had is
 * forgotten, workspaces that came or went with a switch are followed. Runs no cargo, as hooks may not. Undefined where a clone is not in that mode.
 */
export async function followWorktrees(clone: Clone, context: CommandContext, timeoutMs: number): Promise<Result<ModePlan | undefined, Failure>> {
  const { repository } = clone;
  return withSetupLock(repository, timeoutMs, async () => {
    const facts = must(gatherFacts(repository, clone.worktrees));
    const variant = facts.record?.shared?.variant;
    if (variant === undefined) return undefined;
    const request = { repository, worktrees: presentWorktrees(clone), record: facts.record, env: context.env };
    const plan = must(await planSharedMode({ ...request, variant, why: 'asked' }));
    if (!context.dryRun) must(applyInit(facts, plan, plan.outcome));
    return plan;
  });
}

/** Says what was done, and of the notes those alone that came with it. */
export function reportFollowed(plan: ModePlan | undefined, { reporter }: CommandContext): void {
  if (plan !== undefined) reportSetup({ steps: plan.steps, notes: [] }, reporter);
}
