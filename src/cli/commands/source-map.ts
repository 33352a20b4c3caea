import { findWorktree } from '../../engine/clone/clone.ts';
import { sourceMapDocument, sourceMapText, type Debugger } from '../../report/source-map-report.ts';
import { sourceMap } from '../../commands/source-map/source-map.ts';
import { openExistingStore } from '../../store/open.ts';
import { listFiles } from '../../formats/git/files.ts';
import { buildTrees, workspaceRoots } from '../../engine/workspaces/discover.ts';
import { environmentIn } from '../../engine/workspaces/environment.ts';
import { cloneOf, must, type CommandContext, type ExitStatus } from '../context.ts';

/** `cargo share source-map [WORKTREE] [--for DEBUGGER]` */
export async function printSourceMap(context: CommandContext, named: string | undefined, debuggerName: Debugger): Promise<ExitStatus> {
  const clone = await cloneOf(context);
  const { path } = must(findWorktree(clone, named, context.cwd));
  const store = openExistingStore(clone.location.root);
  const roots = workspaceRoots(path, must(listFiles(path)).files);
  const trees = must(await buildTrees(path, roots, { env: environmentIn(path, clone.repository.worktree, context.env), mayRunCargo: true }));
  const map = sourceMap(path, { buildDirectories: trees.map((tree) => tree.buildDirectory), store: store && must(store) });
  context.reporter.document(sourceMapDocument(path, map));
  if (context.reporter.json) return 0;
  if (map.length === 0) context.reporter.status('Found', 'nothing to map: all that is built here was built here');
  else context.reporter.result(sourceMapText(debuggerName, map));
  return 0;
}
