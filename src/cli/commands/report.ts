import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { presentWorktrees } from '../../engine/clone/clone.ts';
import { listFiles } from '../../formats/git/files.ts';
import { readHistory } from '../../commands/history/history.ts';
import { reportDocument, reportPage, type ReportData } from '../../report/html/page.ts';
import { profileUse } from '../../commands/status/profiles.ts';
import { readStatus } from '../../commands/status/status.ts';
import { openExistingStore } from '../../store/open.ts';
import { attempt } from '../../system/attempt.ts';
import type { AbsolutePath } from '../../system/brand.ts';
import { FailureError } from '../../system/failure.ts';
import { PLATFORM } from '../../system/platform.ts';
import { startDetached } from '../../system/process.ts';
import { writeAtomically } from '../../system/write.ts';
import { allBuildTrees, workspaceRoots } from '../../engine/workspaces/discover.ts';
import { readSeenBuilds } from '../../engine/workspaces/seen-builds.ts';
import { cloneOf, must, type CommandContext, type ExitStatus } from '../context.ts';

/** `cargo share report [--html FILE] [--open]` */
export async function report(context: CommandContext, flags: { readonly html: string | undefined; readonly open: boolean }): Promise<ExitStatus> {
  const clone = await cloneOf(context);
  const existing = openExistingStore(clone.location.root);
  const store = existing && must(existing);
  const repository = clone.repository.commonDirectory;
  const profiles = new Map<string, ReturnType<typeof profileUse>>();
  const seen = store === undefined ? [] : readSeenBuilds(store, repository).directories;
  const cargo = { env: context.env, mayRunCargo: true, seen, here: clone.repository.worktree };
  for (const { path } of presentWorktrees(clone)) profiles.set(path, profileUse(await buildDirectories(path, cargo)));
  const data: ReportData = {
    clone: repository,
    status: await readStatus(clone, { store, env: context.env, foreseeMs: Number.POSITIVE_INFINITY }),
    profiles,
    events: store === undefined ? [] : readHistory(store, repository),
    madeAt: Date.now(),
  };
  const file = flags.html === undefined ? join(tmpdir(), 'cargo-share-report.html') : resolve(context.cwd, flags.html);
  if (!context.dryRun) {
    const written = attempt(() => writeAtomically(file, reportPage(data)));
    if (!written.ok) throw new FailureError({ code: 'io', message: `The report cannot be written (${written.error.code}).`, path: file });
    if (flags.open) startDetached(PLATFORM.opener, [file], context);
  }
  context.reporter.document(reportDocument(data, file));
  context.reporter.status('Wrote', file);
  return 0;
}

async function buildDirectories(worktree: AbsolutePath, cargo: Parameters<typeof allBuildTrees>[2]): Promise<AbsolutePath[]> {
  const listed = listFiles(worktree);
  const roots = listed.ok ? workspaceRoots(worktree, listed.value.files) : [];
  const trees = await allBuildTrees(worktree, roots, cargo);
  return trees.ok ? trees.value.map((tree) => tree.buildDirectory) : [];
}
