import { presentWorktrees } from '../../engine/clone/clone.ts';
import { applyDeinit } from '../../commands/init/apply.ts';
import { gatherFacts } from '../../commands/init/facts.ts';
import { planDeinit } from '../../commands/init/plan-deinit.ts';
import { withSetupLock } from '../../commands/init/setup-lock.ts';
import { deinitDocument, reportSetup } from '../../report/setup-report.ts';
import { planUnsharedMode } from '../../commands/init/shared-mode/plan-mode.ts';
import { cloneOf, must, SETUP_LOCK_MS, type CommandContext, type ExitStatus } from '../context.ts';

/** `cargo share deinit`: takes out what `init` put in. Build output and the store stay: other clones use it. */
export async function deinit(context: CommandContext): Promise<ExitStatus> {
  const { reporter } = context;
  const clone = await cloneOf(context);
  const { repository } = clone;
  const plan = must(
    await withSetupLock(repository, SETUP_LOCK_MS, async () => {
      const facts = must(gatherFacts(repository, clone.worktrees));
      const unshare = must(await planUnsharedMode({ repository, worktrees: presentWorktrees(clone), record: facts.record }));
      const planned = planDeinit(facts, unshare);
      if (!context.dryRun) must(applyDeinit(facts, planned));
      return planned;
    }),
  );
  reporter.document(deinitDocument(plan, { dryRun: context.dryRun }));
  reportSetup(plan, reporter);
  if (plan.steps.length === 0) reporter.status('Found', 'nothing to undo');
  else if (!context.dryRun) reporter.status('Kept', `build output, and the store in ${clone.location.root}`);
  return 0;
}
