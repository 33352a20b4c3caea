import { stat } from '../../system/fs.ts';
import { gitDirectories, headState } from './head.ts';

/**
 * Files and directories of git that change with what a program may learn of HEAD and the tags in the worktree at `root`: a
 * commit, a switch, a new tag. Absolute; those that are there now.
 */
export function headFiles(root: string): string[] {
  const directories = gitDirectories(root);
  if (directories === undefined) return [];
  const { own, common } = directories;
  const branch = headState(root)?.branch;
  const ref = branch === undefined || branch === null ? [] : [`${common}/refs/heads/${branch}`, `${common}/logs/refs/heads/${branch}`];
  const tables = [`${common}/reftable/tables.list`, `${own}/reftable/tables.list`];
  const all = [`${own}/HEAD`, `${own}/logs/HEAD`, ...ref, `${common}/refs/tags`, ...tables];
  return [...new Set(all)].filter((path) => stat(path) !== undefined);
}
