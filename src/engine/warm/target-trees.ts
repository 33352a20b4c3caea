import type { AbsolutePath } from '../../system/brand.ts';
import type { Failure } from '../../system/failure.ts';
import { realpath, stat } from '../../system/fs.ts';
import { ok, type Result } from '../../system/result.ts';
import { buildTrees, type BuildTree, type CargoUse } from '../workspaces/discover.ts';
import { environmentElsewhere } from '../workspaces/environment.ts';
import { isNamedFor } from '../workspaces/own-directory.ts';
import type { SeenDirectory } from '../workspaces/seen-builds.ts';

export interface TargetRequest extends CargoUse {
  readonly worktree: AbsolutePath;
  readonly workspaces: readonly string[];
  /** Whether the environment is that of a shell in the worktree. */
  readonly shell: 'here' | 'elsewhere';
  readonly seen: readonly SeenDirectory[];
}

export interface TargetTrees {
  readonly trees: readonly BuildTree[];
  /** Named by this worktree's shell, and perhaps everybody's: nothing is written there. */
  readonly foreign: readonly BuildTree[];
}

/**
 * Where units are to be placed for a worktree. What a variable names counts where it surely is the worktree's own. Else the
 * shell's variables are disregarded: always where the shell stands elsewhere, and in the worktree's own shell where cargo
 * has built without them.
 */
export async function targetTrees(o: TargetRequest): Promise<Result<TargetTrees, Failure>> {
  const named = await buildTrees(o.worktree, o.workspaces, o);
  if (!named.ok) return named;
  const foreign = named.value.filter((tree) => tree.by === 'shell' && !isSurelyOwn(tree, o));
  if (foreign.length === 0) return ok({ trees: withoutUnused(named.value, o), foreign: [] });
  const plain = await buildTrees(o.worktree, o.workspaces, { ...o, env: environmentElsewhere(o.env) });
  if (!plain.ok) return plain;
  const others = plain.value.filter((tree) => o.shell === 'elsewhere' || tree.by === 'memory' || stat(tree.buildDirectory) !== undefined);
  const own = named.value.filter((tree) => !foreign.includes(tree));
  const trees = [...new Map([...own, ...others].map((tree) => [tree.buildDirectory, tree])).values()];
  return ok({ trees: withoutUnused(trees, o), foreign: o.shell === 'here' ? foreign : [] });
}

/**
 * A directory that nothing was built in, beside one that the worktree was seen to build in, is not where it builds; one
 * that it was seen to build in may be everybody's.
 */
function withoutUnused(trees: readonly BuildTree[], o: TargetRequest): BuildTree[] {
  const seen = new Set(trees.filter((tree) => tree.by === 'memory').map(({ workspace }) => workspace));
  return trees.filter((tree) => {
    if (tree.by === 'memory') return isSurelyOwn(tree, o);
    return tree.by === 'shell' || !seen.has(tree.workspace) || stat(tree.buildDirectory) !== undefined;
  });
}

/** Inside the worktree, or named for it: see `isNamedFor`. */
export function isSurelyOwn(tree: BuildTree, o: Pick<TargetRequest, 'worktree' | 'seen'>): boolean {
  const real = realpath(tree.buildDirectory) ?? tree.buildDirectory;
  return real.startsWith(`${o.worktree}/`) || isNamedFor({ worktree: o.worktree, buildDirectory: tree.buildDirectory }, o.seen);
}
