import { readLockfile } from '../../formats/cargo/lockfile.ts';
import type { Ambient } from '../../engine/clone/ambient.ts';
import { isShared, type Clone } from '../../engine/clone/clone.ts';
import { WorktreeContents } from '../../engine/contents/worktree-contents.ts';
import { survey } from '../../engine/save/survey.ts';
import { readCatalog } from '../../store/catalog.ts';
import type { Store } from '../../store/open.ts';
import { readSeen } from '../../store/targets.ts';
import type { AbsolutePath } from '../../system/brand.ts';
import { lstat, readText } from '../../system/fs.ts';
import type { Slot, UnitKey } from '../../units/model.ts';
import { warmWorktree } from '../../engine/warm/warm-worktree.ts';
import { nestedTree, subdirectoryPath, type BuildTree } from '../../engine/workspaces/discover.ts';
import { catalogOf, readSavedWorkspaces } from '../../engine/workspaces/workspace-index.ts';
import { readyUnits } from './ready-units.ts';
import type { ReadManifest } from './stored-manifests.ts';

/**
 * What the next build in a worktree finds, as far as the store knows of it. A worktree's own units, which are not in the
 * store, are in neither number: whether they are fresh is for cargo to say.
 */
export interface NextBuild {
  /** Stored units that stand there and are fresh by the times of files: cargo takes them as they are. */
  readonly ready: number;
  /** Units that `warm` would bring from the store before it; undefined where there was no time to find out. */
  readonly warmable: number | undefined;
}

export interface ForeseenWorktree {
  readonly path: AbsolutePath;
  readonly trees: readonly BuildTree[];
  /** Relative to the worktree: what git tracks or would track. */
  readonly files: Iterable<string>;
}

export interface ForeseeOptions {
  readonly clone: Clone;
  readonly store: Store | undefined;
  readonly env: NodeJS.ProcessEnv;
  readonly manifest: ReadManifest;
  /** For planning warms, of all worktrees together; what is ready costs little and is always told. */
  readonly budgetMs: number;
}

/**
 * Looks at what stands in each worktree, and plans a warm where the store has units that are not ready there. Nothing is
 * saved first, nothing is performed, and cargo is not asked. The worktree that the user is in comes first.
 */
export async function foreseeBuilds(worktrees: readonly ForeseenWorktree[], o: ForeseeOptions): Promise<ReadonlyMap<AbsolutePath, NextBuild>> {
  const found = new Map<AbsolutePath, NextBuild>();
  const { store, clone } = o;
  // In shared mode, members have other units in every worktree, and nothing is warmed.
  if (store === undefined || isShared(clone)) return found;
  const { worktree: here } = clone.repository;
  let left = o.budgetMs;
  for (const worktree of [...worktrees].sort((a, b) => Number(b.path === here) - Number(a.path === here))) {
    const { ready, complete } = readyIn(worktree, { ...o, store });
    const began = performance.now();
    const warmable = complete || worktree.trees.length === 0 ? 0 : left > 0 ? await plannedWarm(worktree.path, { ...o, store }) : undefined;
    left -= performance.now() - began;
    found.set(worktree.path, { ready, warmable });
  }
  return found;
}

interface ReadyIn {
  readonly ready: number;
  /** Whether the store has nothing for this worktree that is not ready there. */
  readonly complete: boolean;
}

function readyIn(worktree: ForeseenWorktree, o: ForeseeOptions & { readonly store: Store }): ReadyIn {
  const repository = o.clone.repository.commonDirectory;
  const contents = new WorktreeContents(worktree.path);
  const newestIn = (root: string): bigint => newestBelow(root, worktree);
  let [ready, complete] = [0, true];
  for (const { workspace, subdirectory } of readSavedWorkspaces(o.store, repository)) {
    const tree = worktree.trees.find((t) => t.workspace === workspace && t.subdirectory === '');
    if (tree === undefined) {
      complete = false;
      continue;
    }
    const { buildDirectory, workspaces } = nestedTree(tree, subdirectory, subdirectoryPath(tree, subdirectory));
    const surveyed = survey(buildDirectory, readSeen(o.store, buildDirectory));
    const slots = readyUnits({ buildDirectory, workspaces, surveyed, manifest: o.manifest, contents, newestIn });
    ready += slots.size;
    const locks = readLockfile(workspaces.map((root) => readText(`${root}/Cargo.lock`) ?? '').join('\n'));
    const newest = new Map<Slot, UnitKey>(readCatalog(o.store, catalogOf(repository, { workspace, subdirectory })).map(({ slot, key }) => [slot, key]));
    complete &&= [...newest].every(([slot, key]) => {
      const source = slots.has(slot) ? undefined : o.manifest(key)?.source;
      return source === undefined || !locks.has(source);
    });
  }
  return { ready, complete };
}

function newestBelow(root: string, { path, files }: ForeseenWorktree): bigint {
  let newest = 0n;
  for (const file of files) {
    const ns = root === '' || file.startsWith(`${root}/`) ? (lstat(`${path}/${file}`)?.mtimeNs ?? 0n) : 0n;
    if (ns > newest) newest = ns;
  }
  return newest;
}

async function plannedWarm(worktree: AbsolutePath, o: ForeseeOptions & { readonly store: Store }): Promise<number | undefined> {
  const { executables, declared } = o.clone.settings;
  const ambient: Ambient = {
    repository: o.clone.repository.commonDirectory,
    store: o.store,
    settings: { executables, declared, copyLockfile: false, mode: 'linked' },
    env: o.env,
    shellOf: o.clone.repository.worktree,
    mayRunCargo: true,
    dryRun: true,
  };
  const { directories, failure } = await warmWorktree(ambient, {
    worktree,
    donors: [],
    all: [worktree],
    saving: undefined,
    discover: false,
    patience: { deadline: Number.POSITIVE_INFINITY, onWait: () => undefined },
    progress: () => undefined,
  });
  return failure === undefined ? directories.reduce((sum, { placed, replaced }) => sum + placed + replaced, 0) : undefined;
}
