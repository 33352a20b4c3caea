import { gitSync } from '../git/run-git.ts';
import type { AbsolutePath } from '../system/brand.ts';

/** Whether git tracks anything in a directory; one that git cannot answer for counts as tracked. */
export function isTracked(directory: AbsolutePath, worktrees: Iterable<AbsolutePath>): boolean {
  const home = [...worktrees]
    .filter((worktree) => directory.startsWith(`${worktree}/`))
    .sort((a, b) => b.length - a.length)[0];
  if (home === undefined) return false;
  const listed = gitSync(home, ['ls-files', '-z', '--', `:(top,literal)${directory.slice(home.length + 1)}`]);
  return !listed.ok || listed.value.stdout.length > 0;
}
