import { presentWorktrees, type Clone } from '../../engine/clone/clone.ts';
import { listFiles } from '../../formats/git/files.ts';
import type { AbsolutePath } from '../../system/brand.ts';
import type { Failure } from '../../system/failure.ts';
import { realpath } from '../../system/fs.ts';
import { ok, type Result } from '../../system/result.ts';
import { allBuildTrees, workspaceRoots } from '../../engine/workspaces/discover.ts';
import type { SeenDirectory } from '../../engine/workspaces/seen-builds.ts';

/** A directory that cargo builds in now, and who does. */
export interface Place {
  /** Canonical, as {@link buildDirectory} is: several worktrees may name one directory in several ways. */
  readonly targetDirectory: AbsolutePath;
  readonly buildDirectory: AbsolutePath;
  readonly worktrees: readonly AbsolutePath[];
  /** Absolute roots of the workspaces that build there. */
  readonly workspaces: readonly AbsolutePath[];
}

/** What is in use: everything else may be judged, nothing of this may be taken for abandoned. */
export interface InUse {
  readonly places: readonly Place[];
  /** Files that git tracks or would track, and Rust sources, of each worktree; relative to it. */
  readonly files: ReadonlyMap<AbsolutePath, ReadonlySet<string>>;
  /** Relative to each worktree. */
  readonly workspaces: ReadonlyMap<AbsolutePath, readonly string[]>;
}

/** Every directory that the present worktrees build in. A worktree that cannot be read is a failure: it may use any. */
export async function findPlaces(clone: Clone, env: NodeJS.ProcessEnv, seen: readonly SeenDirectory[]): Promise<Result<InUse, Failure>> {
  const places = new Map<string, Place>();
  const files = new Map<AbsolutePath, ReadonlySet<string>>();
  const workspaces = new Map<AbsolutePath, readonly string[]>();
  for (const { path: worktree } of presentWorktrees(clone)) {
    const listed = listFiles(worktree);
    if (!listed.ok) return listed;
    const roots = workspaceRoots(worktree, listed.value.files);
    files.set(worktree, listed.value.files);
    workspaces.set(worktree, roots);
    const trees = await allBuildTrees(worktree, roots, { env, mayRunCargo: true, seen, here: clone.repository.worktree });
    if (!trees.ok) return trees;
    for (const tree of trees.value) {
      const buildDirectory = realpath(tree.buildDirectory);
      if (buildDirectory === undefined) continue;
      const known = places.get(buildDirectory);
      places.set(buildDirectory, {
        targetDirectory: realpath(tree.targetDirectory) ?? tree.targetDirectory,
        buildDirectory,
        worktrees: [...new Set([...(known?.worktrees ?? []), worktree])],
        workspaces: [...new Set([...(known?.workspaces ?? []), ...tree.workspaces])],
      });
    }
  }
  return ok({ places: [...places.values()], files, workspaces });
}
