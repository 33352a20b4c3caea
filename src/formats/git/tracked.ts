import type { AbsolutePath } from '../../system/brand.ts';
import { lstat } from '../../system/fs.ts';
import { gitSync } from './run-git.ts';

/**
 * The part of a path that git tracks in a worktree, relative to it: the path itself, a file below it, or a
 * symbolic link on the way to it; undefined where it tracks none. A path that git cannot answer for counts as tracked,
 * one outside of the worktree does not.
 */
export function trackedPart(worktree: AbsolutePath, path: string): string | undefined {
  if (!path.startsWith(`${worktree}/`)) return undefined;
  const relative = firstLink(worktree, path.slice(worktree.length + 1));
  const listed = gitSync(worktree, ['ls-files', '-z', '--', `:(top,literal)${relative}`]);
  if (!listed.ok) return relative;
  const [first] = listed.value.stdout.toString('utf8').split('\0', 1);
  return first === '' ? undefined : first;
}

/** Up to the first symbolic link: what lies behind it is not git's to track, the link is. */
function firstLink(worktree: AbsolutePath, relative: string): string {
  const parts = relative.split('/');
  for (let length = 1; length <= parts.length; length += 1) {
    const path = parts.slice(0, length).join('/');
    if (lstat(`${worktree}/${path}`)?.kind === 'symlink') return path;
  }
  return relative;
}
