import { gitSync } from './run-git.ts';

/** The files that the newest commits of a worktree have touched, relative to its root, each as often as it was; none where git cannot say. */
export function recentFiles(worktree: string, commits: number): string[] {
  const said = gitSync(worktree, ['log', `--max-count=${commits}`, '--format=', '--name-only', '-z', '--no-renames', '--relative', 'HEAD']);
  return said.ok ? said.value.stdout.toString('utf8').split('\0').map((name) => name.replace(/^\n+/, '')).filter((name) => name !== '') : [];
}
