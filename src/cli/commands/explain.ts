import { donorsFor, findWorktree, isShared, presentWorktrees } from '../../clone/clone.ts';
import { explain as explainNext } from '../../explain/explain.ts';
import { onlyPackage } from '../../explain/only-package.ts';
import { explainDocument, reportExplanation } from '../../report/explain-report.ts';
import { openExistingStore } from '../../store/open.ts';
import { working } from '../interruption.ts';
import { cloneOf, must, placementOf, type CommandContext, type ExitStatus } from '../context.ts';

export interface ExplainFlags {
  readonly for: 'build' | 'check' | 'test';
  readonly profile: string | undefined;
}

/** `cargo share explain [PACKAGE]` */
export async function explain(context: CommandContext, packageName: string | undefined, flags: ExplainFlags): Promise<ExitStatus> {
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
    command: commandFor(flags),
    dryRun: context.dryRun,
    signal,
    progress: bars.Saving,
  }));
  const all = must(explained);
  const explanation = packageName === undefined ? all : must(onlyPackage(all, packageName));
  reporter.document(explainDocument(explanation));
  if (!reporter.json) reportExplanation(explanation, reporter);
  return 0;
}

function commandFor({ for: purpose, profile }: ExplainFlags): string[] {
  const command = purpose === 'test' ? ['test', '--no-run'] : [purpose];
  return profile === undefined ? command : [...command, '--profile', profile];
}
