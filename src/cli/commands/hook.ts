import { findWorktree, isShared, otherWorktrees, type Clone } from '../../engine/clone/clone.ts';
import { logSave } from '../../engine/log/work-events.ts';
import { hookLines } from '../../report/hook-report.ts';
import { saveWorktree } from '../../engine/save/save-worktree.ts';
import { openStore, openWholeStore } from '../../store/open.ts';
import { auditLater } from '../audit-later.ts';
import { prepareLater } from '../prepare-edits.ts';
import { collectLater } from '../collect-later.ts';
import { pullLater } from '../pull-later.ts';
import { rememberSaves } from '../remember.ts';
import { ambientOf } from '../ambient.ts';
import { cloneOf, must, type CommandContext, type ExitStatus } from '../context.ts';
import { LIKE_A_HOOK, runWarm } from './warm.ts';
import { startLater } from '../start-later.ts';
import { whileThere } from '../while-there.ts';
import { WARM_LATER, warmLater, warmRest } from '../warm-later.ts';

/** What git gives a `post-checkout` hook as the old HEAD of a new worktree. */
const NO_COMMIT = /^0+$/;

/** Not git's: the rest of a save that git was not kept waiting for. Its argument is the commit before the switch. */
const SAVE_LATER = 'save-later';

/** A save that git, or the hook that started it, goes on without; it holds nothing, and may begin a moment later. */
export function isSave(name: string): boolean {
  return name === 'post-commit' || name === SAVE_LATER;
}

/** Whether git, or the hook that started it, goes on without it. */
export function isDetached(name: string): boolean {
  return isSave(name) || name === WARM_LATER;
}

/** How long saving may keep git waiting that has changed files in a worktree, for each of the hook's seconds: 300 ms of the usual eight. */
const SAVING_MS = 37.5;

/** How long git is kept waiting for a cargo that is building: people take a longer silence for a fault. The next hook goes on. */
const LOCK_MS = 2_000;

/**
 * `cargo share hook NAME ARGS…`: what the git hooks call. It says at most one line and a line a warning, on standard
 * output (the hook shows that on git's standard error), and fails no git command.
 */
export async function hook(context: CommandContext, name: string, args: readonly string[]): Promise<ExitStatus> {
  if (context.env['CARGO_SHARE'] === '0') return 0;
  const clone = await cloneOf(context);
  if (!clone.config.inForce.has('mode')) return 0;
  const worktree = must(findWorktree(clone, undefined, context.cwd));
  if (isShared(clone)) {
    if (name !== 'post-commit') await followHook(clone, context, NO_COMMIT.test(args[0] ?? '') ? worktree.path : undefined);
    (await import('../collect-removed.ts')).collectRemovedLater(context, clone);
    return 0;
  }
  // Nobody waits for some of them, and who has committed may be deleting the clone by now, and the store: that must not come back.
  const { root } = clone.location;
  const opened = isDetached(name) ? openWholeStore(root) : openStore(root);
  if (opened === undefined) return 0;
  const store = must(opened);
  if (isSave(name)) {
    const began = performance.now();
    const signal = whileThere(clone, worktree.path);
    const saved = await saveWorktree(ambientOf(context, clone, store, { shellOf: worktree.path, mayRunCargo: false, dryRun: false, signal }), {
      worktree: worktree.path,
      others: otherWorktrees(clone, worktree.path),
      workspaces: undefined,
      previousCommit: name === SAVE_LATER ? (args[0] ?? null) : null,
      progress: () => undefined,
    });
    if (signal.aborted) return 0;
    logSave(context.log, saved);
    rememberSaves({ store, repository: clone.repository.commonDirectory }, [saved], performance.now() - began);
    collectLater(context, { store, saves: [saved], settings: clone.settings });
    auditLater(context, clone, [saved]);
    return 0;
  }
  if (name === WARM_LATER) {
    await warmRest(context, { clone, worktree, store }, args);
    return 0;
  }
  const old = name === 'post-checkout' ? args[0] : undefined;
  const isAdded = old !== undefined && NO_COMMIT.test(old);
  const previousCommit = old === undefined || isAdded ? null : old;
  const warmed = await runWarm(context, { clone, worktree, store }, {
    ...LIKE_A_HOOK,
    mayRunCargo: false,
    saving: { previousCommit },
    isAdded,
    patience: {
      seconds: clone.settings.hookSeconds,
      savingMs: isAdded ? undefined : clone.settings.hookSeconds * SAVING_MS,
      lockMs: LOCK_MS,
      onWait: (path) => context.reporter.result(`cargo share: waiting for cargo, which is building here (${path})`),
      handOver: (locks) => warmLater(context, { isAdded, locks }),
    },
  });
  if (warmed.saves.some((save) => save.failure?.code === 'interrupted')) {
    if (isAdded) warmLater(context, { isAdded, locks: [] });
    else startLater(context, ['hook', SAVE_LATER, ...(previousCommit === null ? [] : [previousCommit])]);
  }
  auditLater(context, clone, warmed.saves);
  pullLater(context, clone);
  prepareLater(context, clone, warmed);
  for (const line of hookLines(warmed, store.unwritable)) context.reporter.result(line);
  return 0;
}

/** In shared mode a hook gives a new worktree its configuration; there is nothing to place and nothing to save. `added`: the new one. */
async function followHook(clone: Clone, context: CommandContext, added: string | undefined): Promise<void> {
  const { followWorktrees } = await import('../follow-worktrees.ts');
  const { followedSentence, leftOutWords } = await import('../../report/shared-words.ts');
  const plan = must(await followWorktrees(clone, context, clone.settings.hookSeconds * 1000));
  const sentence = plan === undefined ? undefined : followedSentence(plan.steps, plan.outcome.directory);
  if (sentence !== undefined) context.reporter.result(`cargo share: ${sentence}`);
  for (const note of plan?.notes ?? []) {
    if (note.note === 'left-out' && note.path === added) context.reporter.result(`cargo share: ${leftOutWords(note)}`);
  }
}
