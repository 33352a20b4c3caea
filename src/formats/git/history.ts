import type { AbsolutePath } from '../../system/brand.ts';
import { gitSync } from './run-git.ts';

/** HEAD and the commits that it stands on along the first parents, the newest first; at most `most`, none where git does not answer. */
export function commitsBelow(worktree: AbsolutePath, most: number): string[] {
  const listed = gitSync(worktree, ['rev-list', '--first-parent', `--max-count=${most}`, 'HEAD']);
  return listed.ok ? listed.value.stdout.toString('utf8').split('\n').filter((line) => line !== '') : [];
}

/** The full ids of commits that a person named; undefined for one that there is not. */
export function commitNamed(worktree: AbsolutePath, name: string): string | undefined {
  const parsed = gitSync(worktree, ['rev-parse', '--verify', '--quiet', '--end-of-options', `${name}^{commit}`]);
  return parsed.ok ? parsed.value.stdout.toString('utf8').trim() : undefined;
}
