import { presentWorktrees, type Clone } from '../../engine/clone/clone.ts';
import { movedHooks, type MovedHooks } from '../init/moved-hooks.ts';
import { limitsFor } from '../gc/limits.ts';
import { listFiles } from '../../formats/git/files.ts';
import type { Worktree } from '../../formats/git/worktrees.ts';
import { survey, type SurveyedUnit } from '../../engine/save/survey.ts';
import type { Store } from '../../store/open.ts';
import { storeSizes } from '../../store/sizes.ts';
import { readSeen } from '../../store/targets.ts';
import type { AbsolutePath } from '../../system/brand.ts';
import { readTextIfAllowed, realpath } from '../../system/fs.ts';
import { diskUse } from '../../system/physical.ts';
import { countEvidence, type EvidenceCounts } from '../../units/evidence.ts';
import { parseMark } from '../../units/marker.ts';
import type { LayoutKind } from '../../units/model.ts';
import type { SaveRefusal } from '../../units/refusal.ts';
import { allBuildTrees, workspaceRoots, type BuildTree } from '../../engine/workspaces/discover.ts';
import { readSeenBuilds } from '../../engine/workspaces/seen-builds.ts';
import { evidenceIn } from './evidence-in.ts';
import { foreseeBuilds, type NextBuild } from './next-build.ts';
import { manifestsOf, type ReadManifest } from './stored-manifests.ts';

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
  /** How cargo organises its build directories; both after an upgrade of cargo, none before the first build. */
  readonly layouts: readonly LayoutKind[];
  /** When cargo last built a unit there, in milliseconds since 1970; null where it never has. */
  readonly lastBuildMs: number | null;
  /** Undefined where several worktrees build in one directory, and where nothing was ever saved. */
  readonly nextBuild: NextBuild | undefined;
  /** What the shared ones are known by, and how many were left. */
  readonly evidence: EvidenceCounts;
  /** How many units are left to cargo for each reason, the most frequent first. */
  readonly refusals: readonly { readonly reason: SaveRefusal['reason']; readonly units: number; readonly example: SaveRefusal }[];
}

/** A build directory that several worktrees build in. */
export interface SharedDirectoryStatus extends Pick<WorktreeStatus, 'units' | 'bytes' | 'layouts' | 'lastBuildMs' | 'evidence' | 'refusals'> {
  readonly path: AbsolutePath;
  readonly worktrees: readonly AbsolutePath[];
}

export interface Status {
  /** Undefined: `init` has not been run. */
  readonly mode: string | undefined;
  readonly movedHooks: MovedHooks | undefined;
  readonly store: { readonly path: AbsolutePath; readonly units: number; readonly logical: number; readonly physical: number; readonly limit: number | null };
  /** What several worktrees share stands here, and not in each of them. */
  readonly shared: readonly SharedDirectoryStatus[];
  readonly worktrees: readonly WorktreeStatus[];
}

export interface StatusOptions {
  readonly store: Store | undefined;
  readonly env: NodeJS.ProcessEnv;
  /** Milliseconds for planning warms: see {@link foreseeBuilds}. */
  readonly foreseeMs: number;
}

/** Looks at everything and changes nothing. */
export async function readStatus(clone: Clone, { store, env, foreseeMs }: StatusOptions): Promise<Status> {
  const found: { readonly worktree: Worktree; readonly trees: readonly BuildTree[]; readonly files: Iterable<string> }[] = [];
  const seen = store === undefined ? [] : readSeenBuilds(store, clone.repository.commonDirectory).directories;
  for (const worktree of presentWorktrees(clone)) {
    const listed = listFiles(worktree.path);
    const roots = listed.ok ? workspaceRoots(worktree.path, listed.value.files) : [];
    const trees = await allBuildTrees(worktree.path, roots, { env, mayRunCargo: true, seen, here: clone.repository.worktree });
    found.push({ worktree, trees: trees.ok ? trees.value : [], files: listed.ok ? listed.value.files : [] });
  }
  const users = new Map<AbsolutePath, Set<AbsolutePath>>();
  for (const { worktree, trees } of found) {
    for (const { buildDirectory } of trees) {
      const real = realpath(buildDirectory);
      if (real !== undefined) users.set(real, (users.get(real) ?? new Set()).add(worktree.path));
    }
  }
  const isShared = (directory: AbsolutePath): boolean => (users.get(directory)?.size ?? 0) > 1;
  const manifest = manifestsOf(store);
  const next = await foreseeBuilds(found.map(({ worktree, ...rest }) => ({ path: worktree.path, ...rest })), { clone, store, env, manifest, budgetMs: foreseeMs });
  const worktrees = found.map(({ worktree: { path, branch, commit, main }, trees }): WorktreeStatus => {
    const own = trees
      .flatMap(({ buildDirectory, targetDirectory }) => [realpath(buildDirectory), realpath(targetDirectory)])
      .filter((directory) => directory !== undefined)
      .filter((directory) => !isShared(directory));
    const buildsAlone = trees.every(({ buildDirectory }) => !isShared(realpath(buildDirectory) ?? buildDirectory));
    return { path, branch, commit, main, nextBuild: buildsAlone ? next.get(path) : undefined, ...measure([...new Set(own)], { store, manifest }) };
  });
  const shared = [...users]
    .filter(([directory]) => isShared(directory))
    .map(([path, of]) => ({ path, worktrees: [...of], ...measure([path], { store, manifest }) }));
  const sizes = store === undefined ? { units: 0, logical: 0, physical: 0 } : storeSizes(store);
  return {
    mode: clone.config.inForce.get('mode')?.value,
    movedHooks: movedHooks(clone),
    store: { path: clone.location.root, units: sizes.units, logical: sizes.logical, physical: sizes.physical, limit: store === undefined ? null : limitsFor(store, clone.settings).maxBytes },
    shared,
    worktrees,
  };
}

type Measured = Pick<WorktreeStatus, 'units' | 'bytes' | 'layouts' | 'lastBuildMs' | 'evidence' | 'refusals'>;

interface Stored {
  readonly store: Store | undefined;
  readonly manifest: ReadManifest;
}

function measure(directories: readonly AbsolutePath[], { store, manifest }: Stored): Measured {
  const { logical, physical, freed } = diskUse(directories);
  const found = directories.map((directory) => unitsIn(directory, store));
  const evidence = countEvidence(found.flatMap((units) => evidenceIn(units, manifest)));
  return { bytes: { logical, physical, exclusive: freed }, evidence, ...summary(found.flat()) };
}

interface FoundUnit extends SurveyedUnit {
  readonly buildDirectory: AbsolutePath;
}

function unitsIn(buildDirectory: AbsolutePath, store: Store | undefined): FoundUnit[] {
  const seen = store === undefined ? new Map() : readSeen(store, buildDirectory);
  return survey(buildDirectory, seen).map((unit) => ({ ...unit, buildDirectory }));
}

function summary(found: readonly FoundUnit[]): Omit<Measured, 'bytes' | 'evidence'> {
  const reasons = new Map<SaveRefusal['reason'], { units: number; example: SaveRefusal }>();
  let shared = 0;
  for (const { seen } of found) {
    if (seen === undefined) continue;
    if ('saved' in seen.result) shared += 1;
    else {
      const { refused: example } = seen.result;
      reasons.set(example.reason, { units: (reasons.get(example.reason)?.units ?? 0) + 1, example });
    }
  }
  const refused = [...reasons.values()].reduce((sum, { units }) => sum + units, 0);
  return {
    units: { total: found.length, shared, own: found.length - shared, refused },
    layouts: [...new Set(found.map(({ entry }) => entry.layout))],
    lastBuildMs: lastBuild(found),
    refusals: [...reasons].sort((a, b) => b[1].units - a[1].units).map(([reason, { units, example }]) => ({ reason, units, example })),
  };
}

/** Of the newest unit that cargo built itself: one that was placed has our mark where cargo writes its own line. */
function lastBuild(found: readonly FoundUnit[]): number | null {
  const newest = [...found].sort((a, b) => Number(b.fingerprintFile.mtimeNs - a.fingerprintFile.mtimeNs));
  const built = newest.find(
    ({ entry, buildDirectory }) =>
      // A build script's run has its mark elsewhere.
      !entry.name.startsWith('run-build-script') &&
      parseMark(readTextIfAllowed(`${buildDirectory}/${entry.fingerprintDirectory}/invoked.timestamp`) ?? '') === undefined,
  );
  return built === undefined ? null : Number(built.fingerprintFile.mtimeNs / 1_000_000n);
}
