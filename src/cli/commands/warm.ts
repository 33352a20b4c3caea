import { resolve } from 'node:path';
import { donorsFor, findWorktree, isShared, presentWorktrees, type Clone } from '../../engine/clone/clone.ts';
import type { Mode } from '../../commands/init/plan-init.ts';
import { openRepository } from '../../formats/git/repository.ts';
import type { Worktree } from '../../formats/git/worktrees.ts';
import { logWarm } from '../../engine/log/work-events.ts';
import { reportPreparation } from '../../report/preparation-report.ts';
import { reportWarm, warmDocument } from '../../report/warm-report.ts';
import type { AbsolutePath } from '../../system/brand.ts';
import type { Store } from '../../store/open.ts';
import { FailureError } from '../../system/failure.ts';
import type { Patience, RunAgain, Saving } from '../../engine/warm/options.ts';
import type { WorktreeWarm } from '../../engine/warm/report.ts';
import { warmWorktree } from '../../engine/warm/warm-worktree.ts';
import { ambientOf } from '../ambient.ts';
import { againIn, auditBuilds } from '../audit-builds.ts';
import { collectLater } from '../collect-later.ts';
import { collectRemovedLater } from '../collect-removed.ts';
import { cloneOf, must, SETUP_LOCK_MS, storeOf, type CommandContext, type ExitStatus } from '../context.ts';
import { working } from '../interruption.ts';
import { prepareEdits, prepareInTurn } from '../prepare-edits.ts';
import { rememberWarm } from '../remember.ts';

/** A command may take its time; this only ends a wait for a cargo that never ends. */
export const WARM_SECONDS = 3600;

export interface WarmFlags {
  readonly from: string | undefined;
  /** Compiles members aside when all is placed. */
  readonly incremental: boolean;
  /** Does that alone, and gives way: what a hook starts. */
  readonly background: boolean;
}

/** `cargo share warm [WORKTREE] [--from DIR] [--incremental]` */
export async function warm(context: CommandContext, named: string | undefined, { from, incremental, background }: WarmFlags): Promise<ExitStatus> {
  const clone = await cloneOf(context);
  const worktree = must(findWorktree(clone, named, context.cwd));
  if (background) {
    await prepareInTurn(context, clone, worktree.path);
    return 0;
  }
  const store = storeOf(clone, context);
  if (isShared(clone)) {
    const { followWorktrees, reportFollowed } = await import('../follow-worktrees.ts');
    reportFollowed(must(await followWorktrees(clone, context, SETUP_LOCK_MS)), context);
  }
  const donor = from === undefined ? undefined : donorAt(resolve(context.cwd, from));
  const donors = donor === undefined ? donorsFor(clone, worktree) : [donor];
  const warmed = await runWarm(context, { clone, worktree, store }, {
    donors,
    discover: true,
    mayRunCargo: true,
    runAgain: isShared(clone) ? undefined : againIn(context, { clone, store }),
    patience: { seconds: WARM_SECONDS },
    mode: isShared(clone) ? 'shared' : 'linked',
    saving: {
      previousCommit: null,
      after: async () => {
        if (!isShared(clone)) await auditBuilds(context, { clone, store, worktrees: [...new Set([...donors, worktree.path])], background: false });
      },
    },
  });
  if (isShared(clone)) collectRemovedLater(context, clone);
  if (warmed.failure !== undefined) throw new FailureError(warmed.failure);
  const prepared = incremental && !isShared(clone) && !context.dryRun ? await prepareEdits(context, { clone, store, worktree: worktree.path }) : undefined;
  context.reporter.document(warmDocument(warmed, store.root, prepared));
  reportWarm(warmed, context.reporter);
  if (prepared !== undefined) reportPreparation(prepared, context.reporter);
  return 0;
}

/** A worktree to take units from: of this clone, or of another one of the same project. */
function donorAt(path: string): AbsolutePath {
  const { worktree } = must(openRepository(path));
  if (worktree !== null) return worktree;
  throw new FailureError({
    code: 'not-a-worktree',
    message: 'There is no worktree to take units from.',
    path,
    hint: 'Name a worktree of this clone, or of another clone of the same project.',
  });
}

export interface WarmPlace {
  readonly clone: Clone;
  readonly worktree: Worktree;
  readonly store: Store;
}

export interface RunWarm {
  /** Those of the clone that fit unless given. */
  readonly donors?: readonly AbsolutePath[];
  readonly discover: boolean;
  readonly mayRunCargo: boolean;
  /** See {@link WarmRequest}: never in a hook. */
  readonly runAgain?: RunAgain | undefined;
  /** Whether git is just adding the worktree: no shell is in it. */
  readonly isAdded?: boolean;
  /** How long it may take, in seconds, and how it waits: see {@link Patience}. What inherited locks wait for is placed before anything else is done. */
  readonly patience: { readonly seconds: number } & Partial<Omit<Patience, 'deadline'>>;
  /** In shared mode only what is no worktree's own is placed. */
  readonly mode: Mode;
  /** No switch is followed up, and nothing else is done, unless given. */
  readonly saving?: Saving;
}

/** In which hooks, and what goes on for them, are alike: nothing is looked for that is dear. */
export const LIKE_A_HOOK = { discover: false, mode: 'linked' } as const;

export async function runWarm(context: CommandContext, { clone, worktree, store }: WarmPlace, o: RunWarm): Promise<WorktreeWarm> {
  const { reporter } = context;
  const { seconds, onWait, ...patience } = o.patience;
  const began = performance.now();
  const ambient = ambientOf(context, clone, store, { mayRunCargo: o.mayRunCargo, ...(o.isAdded === true ? { shellOf: null } : {}) });
  const warmed = await working(context, ['Saving', 'Warming'], ({ bars, signal }) => warmWorktree({ ...ambient, settings: { ...ambient.settings, mode: o.mode }, signal }, {
    worktree: worktree.path,
    donors: o.donors ?? donorsFor(clone, worktree),
    all: presentWorktrees(clone).map(({ path }) => path),
    saving: (patience.inheritedLocks ?? []).length === 0 ? (o.saving ?? { previousCommit: null }) : undefined,
    discover: o.discover,
    runAgain: o.runAgain,
    patience: {
      ...patience,
      deadline: performance.now() + seconds * 1000,
      onWait: onWait ?? (() => reporter.status('Blocking', 'waiting for file lock on build directory')),
    },
    progress: (what, done, of) => bars[what === 'saving' ? 'Saving' : 'Warming'](done, of),
  }));
  if (!context.dryRun) logWarm(context.log, warmed);
  if (!context.dryRun) rememberWarm({ store, repository: clone.repository.commonDirectory }, warmed, performance.now() - began);
  collectLater(context, { store, saves: warmed.saves, settings: clone.settings });
  return warmed;
}
