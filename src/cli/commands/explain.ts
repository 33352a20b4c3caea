import { donorsFor, findWorktree, presentWorktrees } from '../../engine/clone/clone.ts';
import { explain as explainNext } from '../../commands/explain/explain.ts';
import { onlyPackage } from '../../commands/explain/only-package.ts';
import { explainDocument, reportExplanation } from '../../report/explain-report.ts';
import { openExistingStore } from '../../store/open.ts';
import { working } from '../interruption.ts';
import { ambientWithout } from '../ambient.ts';
import { cloneOf, must, type CommandContext, type ExitStatus } from '../context.ts';

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
  const ambient = { ...ambientWithout(context, clone), store: store && must(store), shellOf: worktree.path };
  const explained = await working(context, ['Saving'], ({ bars, signal }) => explainNext({ ...ambient, signal }, {
    worktree: worktree.path,
    cwd: context.cwd,
    donors: donorsFor(clone, worktree),
    all: presentWorktrees(clone).map(({ path }) => path),
    command: asked.command.length === 0 ? undefined : asked.command,
    progress: bars.Saving,
  }));
  const all = must(explained);
  const explanation = asked.package === undefined ? all : must(onlyPackage(all, asked.package));
  reporter.document(explainDocument(explanation));
  if (!reporter.json) reportExplanation(explanation, reporter);
  return 0;
}
