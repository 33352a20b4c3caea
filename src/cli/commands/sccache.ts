import { reportDisable, reportEnable, reportSccacheStatus } from '../../report/sccache-report.ts';
import { applyDisable, applyEnable } from '../../commands/sccache/apply.ts';
import { gatherFacts, type SccacheFacts } from '../../commands/sccache/facts.ts';
import { planDisable, planEnable } from '../../commands/sccache/plan.ts';
import { probeSccache } from '../../commands/sccache/probe.ts';
import { readSccacheStatus } from '../../commands/sccache/status.ts';
import type { AbsolutePath } from '../../system/brand.ts';
import { FailureError } from '../../system/failure.ts';
import { realpath } from '../../system/fs.ts';
import { must, type CommandContext, type ExitStatus } from '../context.ts';

export type SccacheAction = 'enable' | 'disable' | 'status';

/** `cargo share sccache enable|disable|status`; about the user's cargo, so it needs no clone. */
export async function sccache(context: CommandContext, action: SccacheAction): Promise<ExitStatus> {
  const cwd = realpath(context.cwd) ?? (context.cwd as AbsolutePath);
  const facts = must(await gatherFacts(cwd, context.env));
  switch (action) {
    case 'enable':
      return enable(context, facts);
    case 'disable':
      return disable(context, facts);
    case 'status':
      return status(context, facts, cwd);
  }
}

/** Writes, then compiles something: what does not go through sccache is undone at once. */
async function enable(context: CommandContext, facts: SccacheFacts): Promise<ExitStatus> {
  const { reporter, dryRun } = context;
  const plan = must(planEnable(facts));
  let counted: number | undefined;
  if (!dryRun && facts.program !== undefined) {
    must(applyEnable(facts.home, plan));
    const probe = await probeSccache(facts.program.path, context.env);
    if (!probe.ok) {
      const undo = planDisable(must(await gatherFacts(facts.home, context.env)));
      if (plan.action === 'write' && undo.ok) must(applyDisable(facts.home, undo.value));
      throw new FailureError(probe.error);
    }
    counted = probe.value.after.executed - probe.value.before.executed;
  }
  reporter.document({
    schema: 1,
    command: 'sccache',
    action: 'enable',
    dryRun,
    file: facts.file,
    changed: plan.action === 'write',
    wrapper: plan.action === 'write' ? plan.wrapper : plan.by.value,
    ...(counted === undefined ? {} : { counted }),
  });
  reportEnable(plan, { dryRun, counted }, reporter);
  return 0;
}

function disable(context: CommandContext, facts: SccacheFacts): ExitStatus {
  const { reporter, dryRun } = context;
  const plan = must(planDisable(facts));
  if (!dryRun) must(applyDisable(facts.home, plan));
  reporter.document({ schema: 1, command: 'sccache', action: 'disable', dryRun, file: facts.file, did: plan.action });
  reportDisable(plan, reporter);
  return 0;
}

async function status(context: CommandContext, facts: SccacheFacts, cwd: AbsolutePath): Promise<ExitStatus> {
  const found = must(await readSccacheStatus(facts, cwd, context.env));
  context.reporter.document({ schema: 1, command: 'sccache', action: 'status', ...found });
  if (!context.reporter.json) reportSccacheStatus(found, context.reporter);
  return found.enabled ? 0 : 1;
}
