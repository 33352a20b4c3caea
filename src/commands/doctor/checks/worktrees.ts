import { readSavedWorkspaces } from '../../../engine/workspaces/workspace-index.ts';
import { builtTrees, type Site } from '../site.ts';

export type WorktreesFinding =
  | { readonly check: 'worktrees'; readonly verdict: 'pass'; readonly finding: 'worktrees-present'; readonly count: number }
  | { readonly check: 'worktrees'; readonly verdict: 'warn'; readonly finding: 'worktree-gone'; readonly path: string; readonly locked: boolean }
  /** Made past the hooks: by a tool that switches them off, or a program that is not git. */
  | { readonly check: 'worktrees'; readonly verdict: 'warn'; readonly finding: 'worktree-never-warmed'; readonly path: string };

/** Worktrees that git knows and whose directory is gone, and those in which neither cargo nor this tool has been. */
export function checkWorktrees(site: Site): WorktreesFinding[] {
  const gone = site.clone.worktrees.filter((worktree) => !worktree.bare && !worktree.present);
  return [
    { check: 'worktrees', verdict: 'pass', finding: 'worktrees-present', count: site.worktrees.length },
    ...gone.map(({ path, locked }): WorktreesFinding => ({ check: 'worktrees', verdict: 'warn', finding: 'worktree-gone', path, locked: locked !== null })),
    ...neverWarmed(site).map((path): WorktreesFinding => ({ check: 'worktrees', verdict: 'warn', finding: 'worktree-never-warmed', path })),
  ];
}

function neverWarmed({ clone, store, worktrees }: Site): string[] {
  if (!clone.config.inForce.has('mode') || store?.ok !== true || readSavedWorkspaces(store.value, clone.repository.commonDirectory).length === 0) return [];
  return worktrees.filter((one) => one.workspaces.length > 0 && builtTrees(one).length === 0).map(({ worktree }) => worktree.path);
}
