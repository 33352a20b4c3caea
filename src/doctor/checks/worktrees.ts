import type { Site } from '../site.ts';

export type WorktreesFinding =
  | { readonly check: 'worktrees'; readonly verdict: 'pass'; readonly finding: 'worktrees-present'; readonly count: number }
  | { readonly check: 'worktrees'; readonly verdict: 'warn'; readonly finding: 'worktree-gone'; readonly path: string; readonly locked: boolean };

/** Worktrees that git knows and whose directory is gone. */
export function checkWorktrees(site: Site): WorktreesFinding[] {
  const gone = site.clone.worktrees.filter((worktree) => !worktree.bare && !worktree.present);
  return [
    { check: 'worktrees', verdict: 'pass', finding: 'worktrees-present', count: site.worktrees.length },
    ...gone.map(({ path, locked }): WorktreesFinding => ({ check: 'worktrees', verdict: 'warn', finding: 'worktree-gone', path, locked: locked !== null })),
  ];
}
