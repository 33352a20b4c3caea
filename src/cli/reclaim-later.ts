import { applySurvey } from '../commands/reclaim/apply.ts';
import { chooseForBudget, FOR_BUDGET } from '../commands/reclaim/budget/choose.ts';
import { heldIn } from '../commands/reclaim/budget/held.ts';
import { surveyClone } from '../commands/reclaim/survey.ts';
import type { Clone } from '../engine/clone/clone.ts';
import { openWholeStore, type Store } from '../store/open.ts';
import { nowNs } from '../system/clock.ts';
import { lowerPriority } from '../system/process.ts';
import { collectRemovedNow } from './collect-removed.ts';
import { cloneOf, must, type CommandContext, type ExitStatus } from './context.ts';
import { INCREMENTAL_DAYS } from './option-values.ts';
import { startInBackground } from './start-later.ts';

const DAY_NS = 86_400_000_000_000n;
/** Nobody has said that he is not in the middle of something: what was built in lately is left alone. */
const LEFT_ALONE_NS = DAY_NS;

/** `reclaim --background`, started by a hook or command: at low priority, and only where no cargo is building. */
export async function reclaimNow(context: CommandContext): Promise<ExitStatus> {
  lowerPriority();
  const clone = await cloneOf(context);
  await collectRemovedNow(context, clone);
  if (clone.settings.budget !== undefined) await keepBudget(context, clone, clone.settings.budget);
  return 0;
}

/** Bytes on the disk that the build directories of all worktrees hold. */
export async function heldBy(context: CommandContext, clone: Clone, store: Store): Promise<number> {
  const { places } = must(await surveyClone({ clone, store, env: context.env, kinds: new Set(), incrementalDays: INCREMENTAL_DAYS }));
  return heldIn(places).bytes;
}

/** As `reclaim --budget`, a tenth below it, so that it need not run after each save. */
async function keepBudget(context: CommandContext, clone: Clone, budget: number): Promise<void> {
  const opened = openWholeStore(clone.location.root);
  if (opened?.ok !== true) return;
  const store = opened.value;
  const all = must(await surveyClone({ clone, store, env: context.env, kinds: FOR_BUDGET, incrementalDays: INCREMENTAL_DAYS }));
  const { survey, plan } = chooseForBudget(all, { here: clone.repository.worktree, usedBeforeNs: nowNs() - LEFT_ALONE_NS, limit: budget * 0.9 });
  if (plan.before <= budget || plan.findings.length === 0) return;
  const done = await applySurvey(survey);
  startInBackground(context, 'gc');
  context.log.write({ event: 'kept-budget', limit: plan.limit, held: plan.before, removed: done.removed, freed: done.freed });
}
