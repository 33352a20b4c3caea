import type { Clone } from '../engine/clone/clone.ts';
import { readRecord } from '../commands/init/record.ts';
import { isOver, type Life } from '../commands/init/shared-mode/lives.ts';
import type { CommandContext } from './context.ts';
import { startInBackground } from './start-later.ts';

const BUDGET_MS = 60_000;
const LOCK_MS = 2_000;

interface Left {
  readonly directory: string;
  readonly lives: readonly Life[];
}

/** What worktrees that are gone may have left in the build directory of shared mode; undefined where nothing. */
function leftBehind({ repository, worktrees }: Clone): Left | undefined {
  const shared = readRecord(repository)?.shared;
  if (shared?.variant === undefined) return undefined;
  const lives = shared.lives.filter((life) => isOver(life, { ...repository, worktrees }));
  return lives.length === 0 ? undefined : { directory: shared.directory, lives };
}

/**
 * Has what removed worktrees left taken out by a process of its own: git has no hook for `git worktree remove`, so the
 * next hook or command of this tool does it.
 */
export function collectRemovedLater(context: CommandContext, clone: Clone): void {
  if (context.dryRun || leftBehind(clone) === undefined) return;
  startInBackground({ ...context, cwd: clone.repository.commonDirectory }, 'reclaim');
}

/** In that process: in little time, and only where no cargo is building. */
export async function collectRemovedNow(context: CommandContext, clone: Clone): Promise<void> {
  const left = leftBehind(clone);
  if (left === undefined) return;
  const { collectRemoved } = await import('../commands/reclaim/removed/collect-removed.ts');
  const { forgetLives } = await import('../commands/init/shared-mode/forget-lives.ts');
  const { repository, worktrees } = clone;
  const byWrapper = new Map(left.lives.map((life) => [life.wrapper, life]));
  const done = await collectRemoved({
    directory: left.directory,
    isOver: (wrapper) => {
      const life = byWrapper.get(wrapper);
      return life !== undefined && isOver(life, { ...repository, worktrees });
    },
    deadline: performance.now() + BUDGET_MS,
  });
  context.log.write({ event: 'collected-removed', worktrees: left.lives.map(({ worktree }) => worktree), removed: done.removed, complete: done.complete });
  const unreachable = worktrees.filter(({ present }) => !present).map(({ path }) => path);
  if (done.complete) await forgetLives(repository, { lives: left.lives, unreachable, timeoutMs: LOCK_MS });
}
