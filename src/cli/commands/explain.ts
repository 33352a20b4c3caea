import { donorsFor, findWorktree, isShared, presentWorktrees } from '../../engine/clone/clone.ts';
import { explain as explainNext } from '../../commands/explain/explain.ts';
import { onlyPackage } from '../../commands/explain/only-package.ts';
import { explainDocument, reportExplanation } from '../../report/explain-report.ts';
import { openExistingStore } from '../../store/open.ts';
import { working } from '../interruption.ts';
import { cloneOf, must, placementOf, type CommandContext, type ExitStatus } from '../context.ts';

export interface ExplainRequest {
  /** Only what concerns this package. */
  readonly package: string | undefined;
  /** A cargo command and its options; empty: the command that built last. */
  readonly command: readonly string[];
}

/** `cargo share explain [PACKAGE] [-- CARGO-COMMAND…]` */
export async function explain(context: CommandContext, asked: ExplainRequest): Promise<ExitStatus> {
  const { reporter } = context;
  const clone = await cloneOf(context);
  const worktree = must(findWorktree(clone, undefined, context.cwd));
  const store = openExistingStore(clone.location.root);
  const explained = await working(context, ['Saving'], ({ bars, signal }) => explainNext({
    repository: clone.repository.commonDirectory,
    worktree: worktree.path,
    cwd: context.cwd,
    donors: donorsFor(clone, worktree),
    all: presentWorktrees(clone).map(({ path }) => path),
    store: store && must(store),
    env: context.env,
    mode: isShared(clone) ? 'shared' : 'linked',
    settings: { ...placementOf(clone), copyLockfile: clone.settings.copyLockfile },
    command: asked.command.length === 0 ? undefined : asked.command,
    dryRun: context.dryRun,
    signal,
    progress: bars.Saving,
  }));
  const all = must(explained);
  const explanation = asked.package === undefined ? all : must(onlyPackage(all, asked.package));
  reporter.document(explainDocument(explanation));
  if (!reporter.json) reportExplanation(explanation, reporter);
  return 0;
}
