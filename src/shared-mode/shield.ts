import { gitSync } from '../git/run-git.ts';
import type { Worktree } from '../git/worktrees.ts';
import { dirname } from 'node:path';

/**
 * Directories that hold worktrees inside another worktree and no files of that one, such as `worktrees/`: a
 * configuration there takes back what all below would inherit, so that a worktree which is added without hooks
 * builds apart instead of mixing with the outer one. Where a worktree lies among tracked files there is none: the
 * outer worktree's own packages would be taken out too.
 */
export function shieldDirectories(worktrees: readonly Worktree[]): string[] {
  const found = new Set<string>();
  for (const outer of worktrees) {
    const inner = worktrees.filter((worktree) => worktree.path.startsWith(`${outer.path}/`));
    const firsts = [...new Set(inner.map(({ path }) => path.slice(outer.path.length + 1).split('/')[0] ?? ''))];
    if (firsts.length === 0) continue;
    const listed = gitSync(outer.path, ['ls-files', '-z', '--', ...firsts.map((name) => `:(literal)${name}`)]);
    if (!listed.ok) continue;
    const tracked = listed.value.stdout.toString('utf8').split('\0');
    for (const { path } of inner) {
      const shield = topmostUntracked(path.slice(outer.path.length + 1), tracked);
      if (shield !== undefined) found.add(`${outer.path}/${shield}`);
    }
  }
  // A worktree directly inside another one, with a further one inside it, has a configuration of its own there.
  return [...found].filter((path) => !worktrees.some((worktree) => worktree.path === path)).sort();
}

/** The uppermost directory above `path`, itself excluded, that has no tracked file. Both are relative. */
function topmostUntracked(path: string, tracked: readonly string[]): string | undefined {
  const above: string[] = [];
  for (let directory = dirname(path); directory !== '.'; directory = dirname(directory)) above.unshift(directory);
  return above.find((directory) => !tracked.some((file) => file.startsWith(`${directory}/`)));
}
