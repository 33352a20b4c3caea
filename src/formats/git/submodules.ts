import { lstat, readDirectory } from '../../system/fs.ts';
import { gitSync } from './run-git.ts';

/**
 * Submodules of a worktree that hold no files yet, relative to it: `git worktree add` fills none, and git tells no hook
 * of the worktree when `git submodule update` does.
 */
export function emptySubmodules(worktree: string): string[] {
  if (lstat(`${worktree}/.gitmodules`)?.kind !== 'file') return [];
  const listed = gitSync(worktree, ['config', '--file', '.gitmodules', '--null', '--get-regexp', String.raw`^submodule\..*\.path$`]);
  if (!listed.ok) return [];
  const entries = listed.value.stdout.toString('utf8').split('\0');
  const paths = entries.map((entry) => entry.slice(entry.indexOf('\n') + 1).replace(/\/+$/, '')).filter((path) => path !== '' && !path.split('/').includes('..'));
  return paths.filter((path) => readDirectory(`${worktree}/${path}`).length === 0).sort();
}
