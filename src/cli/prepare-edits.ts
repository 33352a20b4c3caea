import { join } from 'node:path';
import { isShared, type Clone } from '../engine/clone/clone.ts';
import type { Unasked } from '../engine/incremental/compile-units.ts';
import { inTurn, makeQueue } from '../engine/incremental/queue.ts';
import type { WorktreePreparation } from '../engine/incremental/prepare-worktree.ts';
import { logPreparation } from '../engine/log/work-events.ts';
import { openWholeStore, type Store } from '../store/open.ts';
import { attempt } from '../system/attempt.ts';
import type { AbsolutePath } from '../system/brand.ts';
import { cacheDirectory } from '../system/cache-directory.ts';
import { stat } from '../system/fs.ts';
import { homeDirectory } from '../system/home-directory.ts';
import { lowerPriority } from '../system/process.ts';
import { environmentIn } from '../engine/workspaces/environment.ts';
import type { WorktreeWarm } from '../engine/warm/report.ts';
import { cloneOf, type CommandContext } from './context.ts';
import { working } from './interruption.ts';
import { startInBackground } from './start-later.ts';

export interface PrepareEdits {
  readonly clone: Clone;
  readonly store: Store;
  readonly worktree: AbsolutePath;
  readonly unasked?: Unasked;
}

/** Compiles members of a worktree aside, so that their first edit is compiled incrementally. */
export async function prepareEdits(context: CommandContext, { clone, store, worktree, unasked }: PrepareEdits): Promise<WorktreePreparation> {
  const { prepareWorktree } = await import('../engine/incremental/prepare-worktree.ts');
  return working(context, ['Compiling'], ({ signal }) =>
    prepareWorktree({ worktree, store, env: environmentIn(worktree, clone.repository.worktree, context.env), unasked, signal: signal as AbortSignal }),
  );
}

/** After a hook that placed something: by a process of its own, so that git does not wait for it. */
export function prepareLater(context: CommandContext, clone: Clone, warmed: WorktreeWarm): void {
  if (context.dryRun || isShared(clone) || clone.settings.incremental === false || !warmed.directories.some(({ placed, replaced }) => placed + replaced > 0)) return;
  if (!attempt(() => makeQueue(queueOf(context))).ok) return;
  startInBackground(context, 'warm', '--incremental', warmed.worktree);
}

/** Bytes that one worktree may get on the disk without being asked. */
const MOST_BYTES = 2 * 2 ** 30;

/** What {@link prepareLater} has started: the worktree's turn, and that of others which have come meanwhile. */
export async function prepareInTurn(context: CommandContext, clone: Clone, worktree: AbsolutePath): Promise<void> {
  lowerPriority();
  if (openWholeStore(clone.location.root) === undefined) return;
  const done = await inTurn(queueOf(context), { worktree, store: clone.location.root }, async (request) => {
    const place = attempt(() => stat(request.worktree));
    if (!place.ok || place.value === undefined) return;
    const other = await cloneOf({ ...context, cwd: request.worktree });
    // In another clone, or shell, another store may be meant.
    const opened = other.location.root === request.store ? openWholeStore(request.store) : undefined;
    if (opened?.ok !== true || other.settings.incremental === false || isShared(other)) return;
    const most = Math.min(MOST_BYTES, await underBudget(context, other, opened.value));
    if (most <= 0) return;
    const prepared = await prepareEdits(context, { clone: other, store: opened.value, worktree: request.worktree, unasked: { most, always: other.settings.incremental === 'always' } });
    logPreparation(context.log, prepared);
  });
  if (!done.ok) context.log.write({ event: 'failure', worktree, failure: done.error });
}

const queueOf = ({ env }: CommandContext): string => join(cacheDirectory(env, homeDirectory(env)), 'cargo-share', 'incremental');

/** What the clone's build directories may still hold, with a tenth left for builds: they are made smaller only behind their user's back. */
async function underBudget(context: CommandContext, clone: Clone, store: Store): Promise<number> {
  const { budget } = clone.settings;
  if (budget === undefined) return Number.POSITIVE_INFINITY;
  const { heldBy } = await import('./reclaim-later.ts');
  return budget * 0.9 - (await heldBy(context, clone, store));
}
