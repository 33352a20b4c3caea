import { applyDeinit } from '../../init/apply.ts';
import { gatherFacts } from '../../init/facts.ts';
import { planDeinit } from '../../init/plan-deinit.ts';
import { reportSetup, setupDocument } from '../../report/setup-report.ts';
import { cloneOf, must, type CommandContext, type ExitStatus } from '../context.ts';

/** `cargo share deinit`: takes out what `init` put in. Build output and the store stay: other clones use it. */
export async function deinit(context: CommandContext): Promise<ExitStatus> {
  const { reporter } = context;
  const clone = await cloneOf(context);
  const facts = must(gatherFacts(clone.repository, clone.worktrees));
  const plan = planDeinit(facts);
  if (!context.dryRun) must(applyDeinit(facts, plan));
  reporter.document(setupDocument('deinit', plan, { dryRun: context.dryRun }));
  reportSetup(plan, reporter);
  if (plan.steps.length === 0) reporter.status('Found', 'nothing to undo');
  else if (!context.dryRun) reporter.status('Kept', `build output, and the store in ${clone.location.root}`);
  return 0;
}
