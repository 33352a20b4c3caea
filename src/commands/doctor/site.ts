import { allBuildTrees, workspaceRoots, type BuildTree } from '../../engine/workspaces/discover.ts';
import { environmentIn } from '../../engine/workspaces/environment.ts';
import { readSeenBuilds } from '../../engine/workspaces/seen-builds.ts';
import { presentWorktrees, type Clone } from '../../engine/clone/clone.ts';
import { listFiles } from '../../formats/git/files.ts';
import type { RecordedTool } from '../../formats/git/hooks/script.ts';
import type { Worktree } from '../../formats/git/worktrees.ts';
import { openExistingStore, type Store } from '../../store/open.ts';
import type { TimeNs } from '../../system/brand.ts';
import type { Failure } from '../../system/failure.ts';
import { stat } from '../../system/fs.ts';
import type { Result } from '../../system/result.ts';

/** A worktree that is there, with what cargo and git say of it. */
export interface SiteWorktree {
  readonly worktree: Worktree;
  /** The environment as far as it holds for builds in this worktree. */
  readonly env: NodeJS.ProcessEnv;
  /** Directories of cargo workspaces, relative to the worktree. */
  readonly workspaces: readonly string[];
  readonly trees: Result<readonly BuildTree[], Failure>;
  /** What git tracks or would track there, relative to the worktree. */
  readonly files: ReadonlySet<string>;
}

/** What the checks look at, gathered once. */
export interface Site {
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  /** How the hooks are to start this tool. */
  readonly tool: RecordedTool;
  readonly version: string;
  readonly now: () => TimeNs;
  readonly clone: Clone;
  readonly worktrees: readonly SiteWorktree[];
  /** The worktree that the command runs in, or the first. */
  readonly here: SiteWorktree | undefined;
  /** Undefined where there is none yet. */
  readonly store: Result<Store, Failure> | undefined;
}

export type SiteRequest = Pick<Site, 'cwd' | 'env' | 'tool' | 'version' | 'now' | 'clone'>;

/** Looks at a clone's worktrees. Changes nothing. */
export async function gatherSite(request: SiteRequest): Promise<Site> {
  const { clone, env } = request;
  const worktrees: SiteWorktree[] = [];
  const store = openExistingStore(clone.location.root);
  const seen = store?.ok === true ? readSeenBuilds(store.value, clone.repository.commonDirectory).directories : [];
  const here = clone.repository.worktree;
  for (const worktree of presentWorktrees(clone)) {
    const own = environmentIn(worktree.path, here, env);
    const listed = listFiles(worktree.path);
    const files = listed.ok ? listed.value.files : new Set<string>();
    const workspaces = workspaceRoots(worktree.path, files);
    const trees = await allBuildTrees(worktree.path, workspaces, { env, mayRunCargo: true, seen, here });
    worktrees.push({ worktree, env: own, workspaces, trees, files });
  }
  return { ...request, worktrees, here: worktrees.find(({ worktree }) => worktree.path === here) ?? worktrees[0], store };
}

/** The build directories of a worktree that are there. */
export function builtTrees(site: SiteWorktree): BuildTree[] {
  return site.trees.ok ? site.trees.value.filter(({ buildDirectory }) => stat(buildDirectory) !== undefined) : [];
}
