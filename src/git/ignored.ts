import { gitSync } from './run-git.ts';

/** Whether git ignores a path of a worktree. */
export function isIgnored(worktree: string, path: string): boolean {
  return gitSync(worktree, ['check-ignore', '--quiet', '--', path]).ok;
}
