import { isShared, type Clone } from '../engine/clone/clone.ts';
import type { WorktreePreparation } from '../commands/incremental/prepare-worktree.ts';
import type { Store } from '../store/open.ts';
import type { AbsolutePath } from '../system/brand.ts';
import { environmentIn } from '../engine/workspaces/environment.ts';
import type { WorktreeWarm } from '../engine/warm/report.ts';
import type { CommandContext } from './context.ts';
import { working } from './interruption.ts';
import { startLater } from './start-later.ts';

export interface PrepareEdits {
  readonly clone: Clone;
  readonly store: Store;
  readonly worktree: AbsolutePath;
  /** Gives way, and does what is likely to be wanted. */
  readonly background: boolean;
}

/** Compiles members of a worktree aside, so that their first edit is compiled incrementally. */
export async function prepareEdits(context: CommandContext, { clone, store, worktree, background }: PrepareEdits): Promise<WorktreePreparation> {
  const { prepareWorktree } = await import('../commands/incremental/prepare-worktree.ts');
  return working(context, ['Compiling'], ({ signal }) =>
    prepareWorktree({ worktree, store, env: environmentIn(worktree, clone.repository.worktree, context.env), background, signal: signal as AbortSignal }),
  );
}

/** After a hook that placed something: by a process of its own, so that git does not wait for it. */
export function prepareLater(context: CommandContext, clone: Clone, warmed: WorktreeWarm): void {
  if (context.dryRun || isShared(clone) || !clone.settings.incremental || !warmed.directories.some(({ placed, replaced }) => placed + replaced > 0)) return;
  startLater(context, ['warm', '--incremental', '--background', warmed.worktree]);
}
