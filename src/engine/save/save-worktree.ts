import { configEnv } from '../../formats/cargo/config-env.ts';
import { cargoHome } from '../../formats/cargo/home.ts';
import { PackageListing } from '../contents/package-files.ts';
import { WorktreeContents } from '../contents/worktree-contents.ts';
import { knownToGit, listFiles } from '../../formats/git/files.ts';
import { gitState } from '../../formats/git/work-tree.ts';
import { removeLeftovers } from '../../store/stage.ts';
import { attempt } from '../../system/attempt.ts';
import type { AbsolutePath } from '../../system/brand.ts';
import type { Failure } from '../../system/failure.ts';
import { stat } from '../../system/fs.ts';
import { once } from '../../system/once.ts';
import { catalogOf, rememberWorkspaces } from '../workspaces/workspace-index.ts';
import { allBuildTrees, treesElsewhere, workspaceRoots, type BuildTree, type TreesElsewhere } from '../workspaces/discover.ts';
import { isNamedFor, type Built } from '../workspaces/own-directory.ts';
import { readSeenBuilds, rememberBuilds, type SeenDirectory } from '../workspaces/seen-builds.ts';
import { compilersOfShell, withCompilers } from '../contents/own-compilers.ts';
import { forgetRefused } from '../../store/targets.ts';
import { declarationsIn } from '../workspaces/declarations.ts';
import { environmentIn } from '../workspaces/environment.ts';
import type { Ambient } from '../clone/ambient.ts';
import { ownsBuildDirectory, type Donor } from './donor.ts';
import type { DirectorySave, WorktreeSave } from './report.ts';
import { saveDirectory } from './save-directory.ts';

export interface SaveRequest {
  readonly worktree: AbsolutePath;
  /** The clone's other worktrees. */
  readonly others: readonly AbsolutePath[];
  /** Shared by several saves of one clone. */
  readonly elsewhere?: TreesElsewhere;
  /** What is known of where worktrees build beside what is remembered. */
  readonly alsoSeen?: readonly Built[];
  /** Relative to the worktree; undefined: all that can be found. */
  readonly workspaces: readonly string[] | undefined;
  /** HEAD before the switch that is being followed up. */
  readonly previousCommit: string | null;
  /** How long another of this tool that looks through the same directory is waited for. */
  readonly turnMs?: number | undefined;
  readonly progress: (done: number, of: number) => void;
}

/** Saves what has been built in a worktree since the last save. Stops at the first failure; what was saved is whole. */
export async function saveWorktree(ambient: Ambient, o: SaveRequest): Promise<WorktreeSave> {
  const { store, repository, mayRunCargo, dryRun } = ambient;
  const env = environmentIn(o.worktree, ambient.shellOf, ambient.env);
  const directories: DirectorySave[] = [];
  const done = (failure?: Failure): WorktreeSave => ({ worktree: o.worktree, directories, failure });
  // A writer that was killed when all it had saved was in place left its directory, and there may be nothing new for a next one.
  if (!dryRun && store.unwritable === undefined) attempt(() => removeLeftovers(store));
  const files = once(() => listFiles(o.worktree));
  let { workspaces } = o;
  if (workspaces === undefined) {
    const listed = files();
    if (!listed.ok) return done(listed.error);
    workspaces = workspaceRoots(o.worktree, listed.value.files);
  }
  const seen = readSeenBuilds(store, repository);
  const trees = await allBuildTrees(o.worktree, workspaces, { env, mayRunCargo, seen: seen.directories, here: o.worktree });
  if (!trees.ok) return done(trees.error);
  const asked = { worktree: o.worktree, others: o.others, env, mayRunCargo, elsewhere: o.elsewhere, seen: [...seen.directories, ...(o.alsoSeen ?? [])] };

  const contents = new WorktreeContents(o.worktree);
  const place = {
    worktree: o.worktree,
    otherWorktrees: o.others,
    cargoHome: cargoHome(env, o.worktree),
    git: gitState(o.worktree),
    previousCommit: o.previousCommit,
    shellEnv: o.worktree === ambient.shellOf ? env : undefined,
    contents,
    listing: once(() => {
      const listed = files();
      return new PackageListing(contents, listed.ok ? listed.value.files : []);
    }),
    gitListing: () => knownToGit(files()),
  };
  const now: { directories: SeenDirectory[]; compilers: string[] } = { directories: [], compilers: [] };
  for (const tree of trees.value) {
    if (stat(tree.buildDirectory) === undefined) continue;
    const variables = await configEnv(tree.workspaces[0] ?? o.worktree, env);
    now.compilers.push(...compilersOfShell(variables, o.worktree));
    const owned = await isOwned(tree, asked);
    const known = seen.directories.find((d) => d.worktree === o.worktree && d.buildDirectory === tree.buildDirectory);
    if (owned && known?.own === false && !dryRun) forgetRefused(store, tree.buildDirectory);
    const declared = await declarationsIn(tree.workspaces[0] ?? o.worktree, o.worktree, ambient.settings.declared);
    const saved = await saveDirectory({
      donor: { ...donorOf(tree, place), declared, configEnv: withCompilers(variables, o.worktree, seen.compilers), owned },
      work: ambient,
      catalog: catalogOf(repository, tree),
      place: tree,
      turnMs: o.turnMs,
      progress: o.progress,
    });
    if (!saved.ok) return done(saved.error);
    directories.push(saved.value);
    if (tree.by !== 'configuration' && tree.subdirectory === '' && saved.value.units > 0) now.directories.push(seenDirectory(tree, o.worktree, owned));
  }
  if (!dryRun) rememberBuilds(store, repository, now);
  if (!dryRun) rememberWorkspaces(store, repository, directories.filter((d) => d.units > 0));
  return done();
}

function donorOf(
  tree: BuildTree,
  place: Omit<Donor, 'workspaces' | 'buildDirectory' | 'targetDirectory' | 'spellings' | 'owned' | 'configEnv' | 'declared'>,
): Omit<Donor, 'owned' | 'configEnv' | 'declared'> {
  const { workspaces, buildDirectory, targetDirectory, spellings } = tree;
  return { ...place, workspaces, buildDirectory, targetDirectory, spellings };
}

function seenDirectory({ workspace, targetDirectory, buildDirectory }: BuildTree, worktree: AbsolutePath, own: boolean): SeenDirectory {
  return { worktree, workspace, targetDirectory, buildDirectory, own };
}

interface Ownership {
  readonly worktree: AbsolutePath;
  readonly others: readonly AbsolutePath[];
  readonly env: NodeJS.ProcessEnv;
  readonly mayRunCargo: boolean;
  readonly elsewhere?: TreesElsewhere | undefined;
  readonly seen?: readonly Built[];
}

/** Whether nobody but this worktree builds in the tree's build directory: see `ownsBuildDirectory` and `isNamedFor`. */
export async function isOwned(tree: BuildTree, o: Ownership): Promise<boolean> {
  if (tree.perWorkspace) return true;
  if (tree.by !== 'configuration' && isNamedFor({ worktree: o.worktree, buildDirectory: tree.buildDirectory }, o.seen ?? [])) return true;
  const ask = o.elsewhere ?? treesElsewhere({ env: o.env, mayRunCargo: o.mayRunCargo });
  const others = [];
  for (const worktree of o.others) {
    const trees = await ask(worktree, tree.workspace);
    others.push({ worktree, buildDirectories: trees.map((t) => t.buildDirectory) });
  }
  return ownsBuildDirectory(tree.buildDirectory, o.worktree, others);
}
