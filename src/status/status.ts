import { presentWorktrees, type Clone } from '../clone/clone.ts';
import { listFiles } from '../git/files.ts';
import { survey } from '../save/survey.ts';
import type { Store } from '../store/open.ts';
import { storeSizes } from '../store/sizes.ts';
import { readSeen } from '../store/targets.ts';
import type { AbsolutePath } from '../system/brand.ts';
import { stat } from '../system/fs.ts';
import { diskUse } from '../system/physical.ts';
import { buildTrees, workspaceRoots } from '../workspaces/discover.ts';

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

export interface Status {
  /** Undefined: `init` has not been run. */
  readonly mode: string | undefined;
  readonly store: { readonly path: AbsolutePath; readonly units: number; readonly logical: number; readonly physical: number };
  readonly worktrees: readonly WorktreeStatus[];
}

/** Looks at everything and changes nothing. */
export async function readStatus(clone: Clone, store: Store | undefined, env: NodeJS.ProcessEnv): Promise<Status> {
  const worktrees: WorktreeStatus[] = [];
  for (const { path, branch, commit, main } of presentWorktrees(clone)) {
    const listed = listFiles(path);
    const roots = listed.ok ? workspaceRoots(path, listed.value.files) : [];
    const trees = await buildTrees(path, roots, { env, mayRunCargo: true });
    const directories = trees.ok ? trees.value.map((tree) => tree.buildDirectory).filter((d) => stat(d) !== undefined) : [];
    const { logical, physical, freed } = diskUse(directories);
    const units = countUnits(directories, store);
    worktrees.push({ path, branch, commit, main, units, bytes: { logical, physical, exclusive: freed } });
  }
  const sizes = store === undefined ? { units: 0, logical: 0, physical: 0 } : storeSizes(store);
  return {
    mode: clone.config.inForce.get('mode')?.value,
    store: { path: clone.location.root, units: sizes.units, logical: sizes.logical, physical: sizes.physical },
    worktrees,
  };
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
