import { isCargos } from '../../../formats/cargo/target-directory.ts';
import { realpath } from '../../../system/fs.ts';
import { diskUse } from '../../../system/physical.ts';
import { at } from '../../../engine/workspaces/discover.ts';
import { resolveDirectories } from '../../../formats/cargo/directories.ts';
import type { Site } from '../site.ts';

export type StaleTargetFinding =
  | { readonly check: 'stale-target'; readonly verdict: 'pass'; readonly finding: 'no-stale-target' }
  /** Cargo builds elsewhere; whoever looks into `target/` for programs finds old ones. */
  | { readonly check: 'stale-target'; readonly verdict: 'warn'; readonly finding: 'stale-target'; readonly path: string; readonly instead: string; readonly bytes: number };

/** A real `target/` beside a workspace whose target directory is another one. */
export async function checkStaleTarget(site: Site): Promise<StaleTargetFinding[]> {
  const findings: StaleTargetFinding[] = [];
  for (const { worktree, workspaces, env } of site.worktrees) {
    for (const workspace of workspaces) {
      const root = at(worktree.path, workspace);
      const directories = await resolveDirectories({ workspaceRoot: root, env, mayRunCargo: true });
      const path = `${root}/target`;
      if (!directories.ok || !isCargos(path)) continue;
      const { targetDirectory, buildDirectory } = directories.value;
      const real = realpath(path);
      if ([targetDirectory, buildDirectory].some((used) => (realpath(used) ?? used) === real)) continue;
      findings.push({ check: 'stale-target', verdict: 'warn', finding: 'stale-target', path, instead: targetDirectory, bytes: diskUse([path]).freed });
    }
  }
  return findings.length > 0 ? findings : [{ check: 'stale-target', verdict: 'pass', finding: 'no-stale-target' }];
}
