import { readText, realpath } from '../../system/fs.ts';
import { readLockfile } from '../../formats/cargo/lockfile.ts';
import { knownToGit, listFiles } from '../../formats/git/files.ts';
import { headFiles } from '../../formats/git/head-files.ts';
import { gitState } from '../../formats/git/work-tree.ts';
import type { Failure } from '../../system/failure.ts';
import { once } from '../../system/once.ts';
import { ok, type Result } from '../../system/result.ts';
import type { AbsolutePath } from '../../system/brand.ts';
import type { Ambient } from '../clone/ambient.ts';
import { PackageListing } from '../contents/package-files.ts';
import { WorktreeContents } from '../contents/worktree-contents.ts';
import { buildTrees, workspaceRoots, type BuildTree, type CargoUse } from '../workspaces/discover.ts';
import { environmentElsewhere } from '../workspaces/environment.ts';
import { readSeenBuilds, type SeenDirectory } from '../workspaces/seen-builds.ts';
import { readSavedWorkspaces, type SavedWorkspace } from '../workspaces/workspace-index.ts';
import type { DonorTree } from './config-notes.ts';
import { copyLockfile } from './copy-lockfile.ts';
import type { WarmRequest } from './options.ts';
import type { WarmNote } from './report.ts';
import { foreignDirectory } from './safe-directory.ts';
import { targetTrees, type TargetTrees } from './target-trees.ts';

/** What is looked up once for all build directories of the worktree that is warmed. */
export interface Surroundings {
  readonly workspaces: readonly string[];
  /** Where it builds. */
  readonly trees: readonly BuildTree[];
  /** Where the donors build. */
  readonly donorTrees: readonly DonorTree[];
  readonly seen: readonly SeenDirectory[];
  readonly saved: readonly SavedWorkspace[];
  /** Whether what other clones have built is looked at. */
  readonly takesOffers: boolean;
  readonly worktree: WorktreeReaders;
  readonly notes: readonly WarmNote[];
}

type WorktreeReaders = ReturnType<typeof readersOf>;

/** Where the worktree and its donors build. Gives a fresh worktree the donor's lock file, where it is to have it. */
export async function lookAround(ambient: Ambient, request: WarmRequest): Promise<Result<Surroundings, Failure>> {
  const { worktree } = request;
  const isShared = ambient.settings.mode === 'shared';
  const takesOffers = request.discover && !isShared;
  const readers = readersOf(worktree);
  const workspaces = [...new Set([...workspaceNames(ambient), ...(takesOffers ? readers.workspaceRoots() : [])])];
  const notes: WarmNote[] = ambient.settings.copyLockfile
    ? workspaces.flatMap((workspace) => copyLockfile({ worktree, workspace, donors: request.donors, dryRun: ambient.dryRun }) ?? [])
    : [];
  const { directories: seen } = readSeenBuilds(ambient.store, ambient.repository);
  const targets = isShared
    ? await sharedTrees(worktree, workspaces, ambient)
    : await targetTrees({ ...ambient, worktree, shell: ambient.shellOf === worktree ? 'here' : 'elsewhere', workspaces, seen });
  if (!targets.ok) return targets;
  notes.push(...targets.value.foreign.map((tree) => ({ code: 'not-written', failure: foreignDirectory(tree.buildDirectory) }) as const));
  const donorTrees = await treesOf(request.donors, workspaces, { env: environmentElsewhere(ambient.env), mayRunCargo: ambient.mayRunCargo, seen });
  return ok({
    workspaces,
    trees: targets.value.trees.filter((tree) => tree.subdirectory === ''),
    donorTrees,
    seen,
    saved: readSavedWorkspaces(ambient.store, ambient.repository),
    takesOffers,
    worktree: readers,
    notes,
  });
}

/** The root, and every directory that has been saved from before. */
export function workspaceNames({ store, repository }: Ambient): string[] {
  return [...new Set(['', ...readSavedWorkspaces(store, repository).map(({ workspace }) => workspace)])];
}

/** Another worktree that builds in the very same directory: there is nothing to place, and cargo mixes the two up. */
export function sharedWith(tree: BuildTree, donors: readonly DonorTree[]): AbsolutePath | undefined {
  const own = realpath(tree.buildDirectory) ?? tree.buildDirectory;
  return donors.find((d) => d.tree.by !== 'memory' && (realpath(d.tree.buildDirectory) ?? d.tree.buildDirectory) === own)?.worktree;
}

export function lockfileOf(tree: BuildTree): ReturnType<typeof readLockfile> | undefined {
  const texts = tree.workspaces.map((root) => readText(`${root}/Cargo.lock`)).filter((text) => text !== undefined);
  return texts.length === tree.workspaces.length ? readLockfile(texts.join('\n')) : undefined;
}

/** Each asks at most once, and only when it is needed. */
function readersOf(worktree: AbsolutePath) {
  const files = once(() => listFiles(worktree));
  const contents = new WorktreeContents(worktree);
  const listed = (): Iterable<string> => {
    const known = files();
    return known.ok ? known.value.files : [];
  };
  return {
    contents,
    listing: once(() => new PackageListing(contents, listed())),
    gitListing: () => knownToGit(files()),
    workspaceRoots: () => workspaceRoots(worktree, listed()),
    git: gitState(worktree),
    headFiles: once(() => headFiles(worktree)),
  };
}

/** In shared mode worktrees build in one directory on purpose, wherever it lies. */
async function sharedTrees(worktree: AbsolutePath, workspaces: readonly string[], cargo: CargoUse): Promise<Result<TargetTrees, Failure>> {
  const trees = await buildTrees(worktree, workspaces, cargo);
  return trees.ok ? ok({ trees: trees.value, foreign: [] }) : trees;
}

async function treesOf(donors: readonly AbsolutePath[], workspaces: readonly string[], cargo: CargoUse): Promise<DonorTree[]> {
  const found: DonorTree[] = [];
  for (const worktree of donors) {
    const trees = await buildTrees(worktree, workspaces, cargo);
    if (trees.ok) found.push(...trees.value.map((tree) => ({ worktree, tree })));
  }
  return found;
}
