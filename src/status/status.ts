import { presentWorktrees, type Clone } from '../clone/clone.ts';
import { listFiles } from '../git/files.ts';
import type { Worktree } from '../git/worktrees.ts';
import { survey } from '../save/survey.ts';
import type { Store } from '../store/open.ts';
import { storeSizes } from '../store/sizes.ts';
import { readSeen } from '../store/targets.ts';
import type { AbsolutePath } from '../system/brand.ts';
import { realpath } from '../system/fs.ts';
import { diskUse } from '../system/physical.ts';
import { buildTrees, workspaceRoots, type BuildTree } from '../workspaces/discover.ts';

/** What a worktree holds and shares. */
export interface WorktreeStatus {
  readonly path: AbsolutePath;
  readonly branch: string | null;
  readonly commit: string | null;
  readonly main: boolean;
  /** `shared`: in the store; `refused`: looked at and left to cargo; `own`: all that are not shared. */
  readonly units: { readonly total: number; readonly shared: number; readonly own: number; readonly refused: number };
  /** Bytes of its build directories: `exclusive` is what deleting them would free. */
  readonly bytes: { readonly logical: number; readonly physical: number; readonly exclusive: number };
}

/** A build directory that several worktrees build in. */
export interface SharedDirectoryStatus extends Pick<WorktreeStatus, 'units' | 'bytes'> {
  readonly path: AbsolutePath;
  readonly worktrees: readonly AbsolutePath[];
}

export interface Status {
  /** Undefined: `init` has not been run. */
  readonly mode: string | undefined;
  readonly store: { readonly path: AbsolutePath; readonly units: number; readonly logical: number; readonly physical: number };
  /** What several worktrees share stands here, and not in each of them. */
  readonly shared: readonly SharedDirectoryStatus[];
  readonly worktrees: readonly WorktreeStatus[];
}

/** Looks at everything and changes nothing. */
export async function readStatus(clone: Clone, store: Store | undefined, env: NodeJS.ProcessEnv): Promise<Status> {
  const found: { readonly worktree: Worktree; readonly trees: readonly BuildTree[] }[] = [];
  for (const worktree of presentWorktrees(clone)) {
    const listed = listFiles(worktree.path);
    const roots = listed.ok ? workspaceRoots(worktree.path, listed.value.files) : [];
    const trees = await buildTrees(worktree.path, roots, { env, mayRunCargo: true });
    found.push({ worktree, trees: trees.ok ? trees.value : [] });
  }
  const users = new Map<AbsolutePath, Set<AbsolutePath>>();
  for (const { worktree, trees } of found) {
    for (const { buildDirectory } of trees) {
      const real = realpath(buildDirectory);
      if (real !== undefined) users.set(real, (users.get(real) ?? new Set()).add(worktree.path));
    }
  }
  const isShared = (directory: AbsolutePath): boolean => (users.get(directory)?.size ?? 0) > 1;
  const worktrees = found.map(({ worktree: { path, branch, commit, main }, trees }): WorktreeStatus => {
    const own = trees
      .flatMap(({ buildDirectory, targetDirectory }) => [realpath(buildDirectory), realpath(targetDirectory)])
      .filter((directory) => directory !== undefined)
      .filter((directory) => !isShared(directory));
    return { path, branch, commit, main, ...measure([...new Set(own)], store) };
  });
  const shared = [...users]
    .filter(([directory]) => isShared(directory))
    .map(([path, of]) => ({ path, worktrees: [...of], ...measure([path], store) }));
  const sizes = store === undefined ? { units: 0, logical: 0, physical: 0 } : storeSizes(store);
  return {
    mode: clone.config.inForce.get('mode')?.value,
    store: { path: clone.location.root, units: sizes.units, logical: sizes.logical, physical: sizes.physical },
    shared,
    worktrees,
  };
}

function measure(directories: readonly AbsolutePath[], store: Store | undefined): Pick<WorktreeStatus, 'units' | 'bytes'> {
  const { logical, physical, freed } = diskUse(directories);
  return { units: countUnits(directories, store), bytes: { logical, physical, exclusive: freed } };
}

function countUnits(directories: readonly AbsolutePath[], store: Store | undefined): WorktreeStatus['units'] {
  let [total, shared, refused] = [0, 0, 0];
  for (const directory of directories) {
    for (const { seen } of survey(directory, store === undefined ? new Map() : readSeen(store, directory))) {
      total += 1;
      if (seen === undefined) continue;
      if ('saved' in seen.result) shared += 1;
      else refused += 1;
    }
  }
  return { total, shared, own: total - shared, refused };
}
