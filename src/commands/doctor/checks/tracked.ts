import { isIgnored } from '../../../formats/git/ignored.ts';
import { gitSync } from '../../../formats/git/run-git.ts';
import { builtTrees, type Site } from '../site.ts';

export type TrackedFinding =
  | { readonly check: 'tracked'; readonly verdict: 'pass'; readonly finding: 'target-ignored' }
  /** A switch then changes build output behind cargo's back. */
  | { readonly check: 'tracked'; readonly verdict: 'fail'; readonly finding: 'target-tracked'; readonly worktree: string; readonly path: string; readonly files: number }
  | { readonly check: 'tracked'; readonly verdict: 'warn'; readonly finding: 'target-not-ignored'; readonly worktree: string; readonly path: string };

/** Build directories inside worktrees: git must neither track nor offer them. */
export function checkTracked(site: Site): TrackedFinding[] {
  const findings: TrackedFinding[] = [];
  for (const place of site.worktrees) {
    const worktree = place.worktree.path;
    const directories = builtTrees(place).flatMap((tree) => (tree.subdirectory === '' ? [tree.targetDirectory, tree.buildDirectory] : []));
    for (const path of new Set<string>(directories.filter((directory) => directory.startsWith(`${worktree}/`)))) {
      const listed = gitSync(worktree, ['ls-files', '-z', '--', path]);
      const files = listed.ok ? listed.value.stdout.toString('utf8').split('\0').length - 1 : 0;
      if (files > 0) findings.push({ check: 'tracked', verdict: 'fail', finding: 'target-tracked', worktree, path, files });
      else if (!isIgnored(worktree, path)) {
        findings.push({ check: 'tracked', verdict: 'warn', finding: 'target-not-ignored', worktree, path });
      }
    }
  }
  return findings.length > 0 ? findings : [{ check: 'tracked', verdict: 'pass', finding: 'target-ignored' }];
}
