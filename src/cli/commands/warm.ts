import { resolve } from 'node:path';
import { donorsFor, findWorktree, type Clone } from '../../clone/clone.ts';
import type { Worktree } from '../../git/worktrees.ts';
import { reportWarm, warmDocument } from '../../report/warm-report.ts';
import type { AbsolutePath } from '../../system/brand.ts';
import type { Store } from '../../store/open.ts';
import { FailureError } from '../../system/failure.ts';
import { realpath } from '../../system/fs.ts';
import type { WorktreeWarm } from '../../warm/report.ts';
import { warmWorktree } from '../../warm/warm-worktree.ts';
import { cloneOf, must, placementOf, storeOf, type CommandContext, type ExitStatus } from '../context.ts';

/** A command may take its time; this only ends a wait for a cargo that never ends. */
const COMMAND_SECONDS = 3600;

/** `cargo share warm [WORKTREE] [--from DIR]` */
export async function warm(context: CommandContext, named: string | undefined, from: string | undefined): Promise<ExitStatus> {
  const clone = await cloneOf(context);
  const worktree = must(findWorktree(clone, named, context.cwd));
  const store = storeOf(clone, context);
  const donor = from === undefined ? undefined : must(findWorktree(clone, realpath(resolve(context.cwd, from)) ?? from, context.cwd));
  const warmed = await runWarm(context, {
    clone,
    worktree,
    store,
    donors: donor === undefined ? donorsFor(clone, worktree) : [donor.path],
    previousCommit: null,
    seconds: COMMAND_SECONDS,
  });
  if (warmed.failure !== undefined) throw new FailureError(warmed.failure);
  context.reporter.document(warmDocument(warmed, store.root));
  reportWarm(warmed, context.reporter);
  return 0;
}

export async function runWarm(
  context: CommandContext,
  o: {
    readonly clone: Clone;
    readonly worktree: Worktree;
    readonly store: Store;
    readonly donors: readonly AbsolutePath[];
    readonly previousCommit: string | null;
    readonly seconds: number;
  },
): Promise<WorktreeWarm> {
  const { reporter } = context;
  const bars = { saving: reporter.progress('Saving'), warming: reporter.progress('Warming') };
  const warmed = await warmWorktree({
    repository: o.clone.repository.commonDirectory,
    worktree: o.worktree.path,
    donors: o.donors,
    store: o.store,
    env: context.env,
    settings: { ...placementOf(o.clone), copyLockfile: o.clone.settings.copyLockfile },
    previousCommit: o.previousCommit,
    dryRun: context.dryRun,
    deadline: performance.now() + o.seconds * 1000,
    onWait: () => reporter.status('Blocking', 'waiting for file lock on build directory'),
    progress: (what, done, of) => bars[what].update(done, of),
  });
  bars.saving.finish();
  bars.warming.finish();
  return warmed;
}
