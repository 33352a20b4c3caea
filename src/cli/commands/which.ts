import { resolve } from 'node:path';
import { findWorktree, otherWorktrees } from '../../engine/clone/clone.ts';
import { listFiles } from '../../formats/git/files.ts';
import { reportWhich, whichDocument } from '../../report/which-report.ts';
import { openExistingStore } from '../../store/open.ts';
import type { AbsolutePath } from '../../system/brand.ts';
import { stat } from '../../system/fs.ts';
import { which as whichFile } from '../../commands/which/which.ts';
import { buildTrees, workspaceRoots } from '../../engine/workspaces/discover.ts';
import { cloneOf, must, type CommandContext, type ExitStatus } from '../context.ts';

const STATUS = { yes: 0, no: 1, unknown: 2 } as const satisfies Record<string, ExitStatus>;

/** `cargo share which FILE` */
export async function which(context: CommandContext, file: string): Promise<ExitStatus> {
  const clone = await cloneOf(context);
  const worktree = must(findWorktree(clone, undefined, context.cwd));
  const store = openExistingStore(clone.location.root);
  const roots = workspaceRoots(worktree.path, must(listFiles(worktree.path)).files);
  const root = stat(`${worktree.path}/Cargo.toml`) === undefined ? [] : [''];
  const answer = must(
    await whichFile({
      file: resolve(context.cwd, file) as AbsolutePath,
      worktree: worktree.path,
      others: otherWorktrees(clone, worktree.path),
      trees: must(await buildTrees(worktree.path, [...new Set([...root, ...roots])], { env: context.env, mayRunCargo: true })),
      store: store && must(store),
      env: context.env,
    }),
  );
  context.reporter.document(whichDocument(answer));
  if (!context.reporter.json) reportWhich(answer, context.reporter);
  return STATUS[answer.current];
}
