import { gitSync } from './run-git.ts';

/**
 * What git ignores in the worktree at `root`, a directory of which all is ignored as one entry with a slash at its end;
 * relative to it. Undefined where git does not say.
 */
export function ignoredEntries(root: string): string[] | undefined {
  return otherEntries(root, ['--ignored', '--exclude-standard']);
}

/**
 * What git does not track in the worktree at `root`, as {@link ignoredEntries}: what it ignores, what it would track, and
 * directories that are empty, which it never shows otherwise. Undefined where git does not say.
 */
export function untrackedEntries(root: string): string[] | undefined {
  return otherEntries(root, []);
}

function otherEntries(root: string, which: readonly string[]): string[] | undefined {
  const listed = gitSync(root, ['ls-files', '-z', '--others', '--directory', ...which]);
  return listed.ok ? listed.value.stdout.toString('utf8').split('\0').filter((path) => path !== '') : undefined;
}

/** Whether git ignores a path of a worktree. */
export function isIgnored(worktree: string, path: string): boolean {
  return gitSync(worktree, ['check-ignore', '--quiet', '--', path]).ok;
}

/** Whether git would ignore files in a directory of the worktree, there or not. */
export function ignoresFilesIn(worktree: string, directory: string): boolean {
  return gitSync(worktree, ['check-ignore', '--quiet', '--', `${directory}/debug`]).ok;
}
