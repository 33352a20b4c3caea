import { otherWorktrees, presentWorktrees, type Clone } from '../engine/clone/clone.ts';
import type { Mode } from '../commands/init/plan-init.ts';
import { logSave } from '../engine/log/work-events.ts';
import { reportSave } from '../report/save-report.ts';
import { isWorthSaying, reportWarm } from '../report/warm-report.ts';
import type { WorktreeSave } from '../engine/save/report.ts';
import { saveWorktree } from '../engine/save/save-worktree.ts';
import type { AbsolutePath } from '../system/brand.ts';
import type { Store } from '../store/open.ts';
import type { WorktreeWarm } from '../engine/warm/report.ts';
import { FailureError } from '../system/failure.ts';
import { working } from './interruption.ts';
import { ambientOf } from './ambient.ts';
import type { CommandContext } from './context.ts';
import { runWarm, WARM_SECONDS } from './commands/warm.ts';

/** Saves every worktree; what cannot be saved now is saved later, by a hook or the next warm. */
export async function saveAll(clone: Clone, store: Store, context: CommandContext): Promise<WorktreeSave[]> {
  const { reporter } = context;
  const saves: WorktreeSave[] = [];
  for (const worktree of presentWorktrees(clone)) {
    const saved = await working(context, ['Saving'], ({ bars, signal }) => saveWorktree(ambientOf(context, clone, store, { dryRun: false, signal }), {
      worktree: worktree.path,
      others: otherWorktrees(clone, worktree.path),
      workspaces: undefined,
      previousCommit: null,
      progress: bars.Saving,
    }));
    logSave(context.log, saved);
    if (saved.failure?.code === 'interrupted') throw new FailureError(saved.failure);
    reportSave(saved, reporter);
    saves.push(saved);
  }
  return saves;
}

export interface WarmAllRequest {
  readonly clone: Clone;
  readonly store: Store;
  readonly context: CommandContext;
  readonly mode: Mode;
  /** These alone, which have built nothing yet: they get what other clones have built too. */
  readonly fresh?: readonly AbsolutePath[];
}

/** Warms every worktree from what has been saved; in shared mode once, as they build in one directory. */
export async function warmAll({ clone, store, context, mode, fresh }: WarmAllRequest): Promise<WorktreeWarm[]> {
  const warms: WorktreeWarm[] = [];
  const present = presentWorktrees(clone).filter(({ path }) => fresh?.includes(path) ?? true);
  for (const worktree of mode === 'shared' ? present.slice(0, 1) : present) {
    const warmed = await runWarm(context, { clone, worktree, store }, {
      donors: [],
      discover: fresh !== undefined,
      mayRunCargo: true,
      patience: { seconds: WARM_SECONDS },
      mode,
    });
    if ((mode === 'linked' && fresh === undefined) || isWorthSaying(warmed)) reportWarm(warmed, context.reporter);
    warms.push(warmed);
  }
  return warms;
}
