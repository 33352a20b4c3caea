import { gitSync } from './run-git.ts';

/** Whether git would ignore files in a directory of the worktree, there or not. */
export function isIgnored(worktree: string, directory: string): boolean {
  return gitSync(worktree, ['check-ignore', '--quiet', '--', `${directory}/debug`]).ok;
}
