import { gitSync } from './run-git.ts';

/**
 * What git ignores in the worktree at `root`, a directory of which all is ignored as one entry with a slash at its end;
 * relative to it. Undefined where git does not say.
 */
export function ignoredEntries(root: string): string[] | undefined {
  const listed = gitSync(root, ['ls-files', '-z', '--others', '--ignored', '--exclude-standard', '--directory']);
  if (!listed.ok) return undefined;
  return listed.value.stdout.toString('utf8').split('\0').filter((path) => path !== '');
}

/** Whether git ignores a path of a worktree. */
export function isIgnored(worktree: string, path: string): boolean {
  return gitSync(worktree, ['check-ignore', '--quiet', '--', path]).ok;
}

/** Whether git would ignore files in a directory of the worktree, there or not. */
export function ignoresFilesIn(worktree: string, directory: string): boolean {
  return gitSync(worktree, ['check-ignore', '--quiet', '--', `${directory}/debug`]).ok;
}
