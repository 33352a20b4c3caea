import { findWorktree, isShared, otherWorktrees } from '../../engine/clone/clone.ts';
import { logSave } from '../../engine/log/work-events.ts';
import { reportSave, saveDocument } from '../../report/save-report.ts';
import { saveWorktree } from '../../engine/save/save-worktree.ts';
import { FailureError } from '../../system/failure.ts';
import { holdsManifest, noWorkspace } from '../../engine/workspaces/manifests.ts';
import { ambientOf } from '../ambient.ts';
import { auditBuilds } from '../audit-builds.ts';
import { collectLater } from '../collect-later.ts';
import { collectRemovedLater } from '../collect-removed.ts';
import { working } from '../interruption.ts';
import { rememberSaves } from '../remember.ts';
import { cloneOf, must, storeOf, type CommandContext, type ExitStatus } from '../context.ts';

/** `cargo share save [WORKTREE]` */
export async function save(context: CommandContext, named: string | undefined): Promise<ExitStatus> {
  const { reporter } = context;
  const clone = await cloneOf(context);
  const worktree = must(findWorktree(clone, named, context.cwd));
  const store = storeOf(clone, context);
  const began = performance.now();
  const saved = await working(context, ['Saving'], ({ bars, signal }) => saveWorktree(ambientOf(context, clone, store, { signal }), {
    worktree: worktree.path,
    others: otherWorktrees(clone, worktree.path),
    workspaces: undefined,
    previousCommit: null,
    progress: bars.Saving,
  }));
  if (!context.dryRun) logSave(context.log, saved);
  if (isShared(clone)) collectRemovedLater(context, clone);
  if (saved.failure !== undefined) throw new FailureError(saved.failure);
  if (saved.directories.length === 0 && !holdsManifest(worktree.path)) throw new FailureError(noWorkspace(worktree.path));
  const place = { store, repository: clone.repository.commonDirectory };
  if (!context.dryRun) rememberSaves(place, [saved], performance.now() - began);
  collectLater(context, { store, saves: [saved], settings: clone.settings });
  if (!isShared(clone)) await auditBuilds(context, { clone, store, worktrees: [worktree.path], background: false });
  reporter.document(saveDocument(saved, store.root));
  reportSave(saved, reporter);
  return 0;
}
