import { listFiles } from '../../formats/git/files.ts';
import { readLockfile } from '../../formats/cargo/lockfile.ts';
import { layoutsOf } from '../../formats/cargo/layout/detect.ts';
import { unusedStates, type UnusedState } from '../../engine/incremental/brought.ts';
import { forecast, type Forecast } from '../../engine/forecast/forecast.ts';
import { saveWorktree } from '../../engine/save/save-worktree.ts';
import type { WorktreeSave } from '../../engine/save/report.ts';
import { presentGraph } from '../../engine/save/present-graph.ts';
import { survey } from '../../engine/save/survey.ts';
import type { Store } from '../../store/open.ts';
import type { AbsolutePath } from '../../system/brand.ts';
import type { Failure } from '../../system/failure.ts';
import { err, ok, type Result } from '../../system/result.ts';
import { readText, stat } from '../../system/fs.ts';
import { once } from '../../system/once.ts';
import type { Ambient } from '../../engine/clone/ambient.ts';
import { workspaceNames } from '../../engine/warm/surroundings.ts';
import { warmWorktree } from '../../engine/warm/warm-worktree.ts';
import { at, buildTrees, workspaceRoots } from '../../engine/workspaces/discover.ts';
import { environmentIn } from '../../engine/workspaces/environment.ts';
import { readSeenBuilds } from '../../engine/workspaces/seen-builds.ts';
import { standingIn } from '../../engine/workspaces/standing.ts';
import { buildCulprits, unsharedCulprits } from './culprits.ts';
import { explainUnits, NO_SHARING, sharingOf, type Sharing } from './join.ts';
import type { Explanation, WorkspaceExplanation } from './model.ts';
import { lastBuilt, type Standing } from './standing-units.ts';

/** Undefined store: nothing was ever saved, and only cargo is asked. In a dry run nothing new is saved before the stored units are looked at. */
export type ExplainAmbient = Omit<Ambient, 'store'> & { readonly store: Store | undefined };

export interface ExplainOptions {
  readonly worktree: AbsolutePath;
  /** Where in the worktree the command would run. */
  readonly cwd: string;
  readonly donors: readonly AbsolutePath[];
  readonly all: readonly AbsolutePath[];
  /** A cargo command that builds; undefined: the one that built last. */
  readonly command: readonly string[] | undefined;
  readonly progress: (done: number, of: number) => void;
}

/** What the next build in a worktree reuses, what it builds, and for which reason. Changes nothing in the worktree. */
export async function explain(ambient: ExplainAmbient, o: ExplainOptions): Promise<Result<Explanation, Failure>> {
  const { store } = ambient;
  const listed = listFiles(o.worktree);
  if (!listed.ok) return listed;
  const roots = workspaceRoots(o.worktree, listed.value.files);
  // Cargo judges the build directory, and this process what is stored of it, at the same time.
  const [told, shared] = await Promise.all([askCargo(ambient, o, roots), store === undefined ? ok({ sharing: NO_SHARING, saves: [] }) : askSharing({ ...ambient, store }, o, roots)]);
  if (!shared.ok) return shared;
  if (!told.ok) return told;
  const { sharing, saves } = shared.value;
  const { command } = told.value;
  const workspaces = told.value.workspaces.map(({ workspace, here, foretold }): WorkspaceExplanation => {
    const units = explainUnits(foretold, here.graph.keys(), sharing);
    const { freshPackages, builtPackages } = foretold;
    const culprits = buildCulprits(units, (slot) => here.graph.get(slot)?.dependencies ?? []);
    return { workspace, buildDirectory: here.buildDirectory, units, culprits, freshPackages, builtPackages, unusedIncremental: unusedIn(here.buildDirectory) };
  });
  const own = saves.filter((save) => save.worktree === o.worktree).flatMap((save) =>
    save.directories.flatMap((d) => {
      const text = readText(`${at(o.worktree, d.workspace)}/Cargo.lock`);
      const lockfile = text === undefined ? undefined : readLockfile(text);
      return d.refusals.map((unit) => ({ ...unit, isOwn: lockfile?.has({ kind: 'path', name: unit.package, root: '' }) ?? true }));
    }),
  );
  return ok({ worktree: o.worktree, command, stored: store !== undefined, workspaces, unshared: unsharedCulprits(own) });
}

function unusedIn(buildDirectory: AbsolutePath): UnusedState[] {
  const profiles = new Set(layoutsOf(buildDirectory).flatMap((layout) => layout.profileDirectories(buildDirectory)));
  return [...profiles].flatMap((profile) => unusedStates(buildDirectory, profile));
}

interface Told {
  readonly command: readonly string[];
  readonly workspaces: readonly { readonly workspace: AbsolutePath; readonly here: Standing; readonly foretold: Forecast }[];
}

/** Has cargo foretell the command in each workspace of the worktree. */
async function askCargo(ambient: ExplainAmbient, o: ExplainOptions, roots: readonly string[]): Promise<Result<Told, Failure>> {
  const root = stat(`${o.worktree}/Cargo.toml`) === undefined ? [] : [''];
  const standing = standingIn(o.worktree, [...new Set([...root, ...roots])], o.cwd);
  const trees = await buildTrees(o.worktree, standing, { env: ambient.env, mayRunCargo: true });
  if (!trees.ok) return trees;
  const workspaces = [];
  let command = o.command;
  for (const tree of trees.value.filter((t) => t.subdirectory === '')) {
    const here = once(() => standingAt(tree.buildDirectory));
    for (const workspace of tree.workspaces) {
      command ??= (await lastBuiltHere(ambient, o, { here: here(), workspace: tree.workspace, root: workspace })) ?? ['build'];
      const cwd = o.command !== undefined && isIn(o.cwd, workspace) ? o.cwd : workspace;
      const asked = forecast({ workspaceRoot: workspace, cwd, buildDirectory: tree.buildDirectory, env: ambient.env, command });
      // While cargo thinks.
      const standing = here();
      const foretold = await asked;
      if (!foretold.ok) return foretold;
      workspaces.push({ workspace, here: standing, foretold: foretold.value });
    }
  }
  if (workspaces.length === 0 || command === undefined) {
    return err({ code: 'not-a-cargo-workspace', message: 'There is no cargo workspace in this worktree.', path: at(o.worktree, '') });
  }
  return ok({ command, workspaces });
}

/** What built last here, else where another worktree builds this workspace. */
async function lastBuiltHere(
  { store, repository, env }: ExplainAmbient,
  { worktree, donors }: ExplainOptions,
  { here, workspace, root }: { readonly here: Standing; readonly workspace: string; readonly root: AbsolutePath },
): Promise<string[] | undefined> {
  const { directories: seen } = store === undefined ? { directories: [] } : readSeenBuilds(store, repository);
  const elsewhere: AbsolutePath[] = [];
  for (const donor of store === undefined ? [] : donors) {
    const trees = await buildTrees(donor, [workspace], { env: environmentIn(donor, worktree, env), mayRunCargo: true, seen });
    if (trees.ok) elsewhere.push(...trees.value.filter((tree) => tree.subdirectory === '').map((tree) => tree.buildDirectory));
  }
  return lastBuilt((function* () {
    yield here;
    for (const directory of elsewhere) yield standingAt(directory);
  })(), root, env);
}

function isIn(path: string, directory: string): boolean {
  return path === directory || path.startsWith(`${directory}/`);
}

function standingAt(buildDirectory: AbsolutePath): Standing {
  const surveyed = survey(buildDirectory, new Map());
  return { buildDirectory, surveyed, graph: presentGraph(surveyed, buildDirectory) };
}

/** Saves as a warm would first, then plans the warm and does not perform it. `roots`: the workspaces here; others of the donors are not looked for. */
async function askSharing(ambient: Ambient, o: ExplainOptions, roots: readonly string[]): Promise<Result<{ sharing: Sharing; saves: WorktreeSave[] }, Failure>> {
  const workspaces = [...new Set([...workspaceNames(ambient), ...roots])];
  const saves: WorktreeSave[] = [];
  for (const worktree of [...o.donors, o.worktree]) {
    const others = o.all.filter((other) => other !== worktree);
    const saved = await saveWorktree(ambient, { worktree, others, workspaces, previousCommit: null, progress: o.progress });
    if (saved.failure?.code === 'interrupted') return err(saved.failure);
    saves.push(saved);
  }
  const warm = await warmWorktree({ ...ambient, dryRun: true }, {
    worktree: o.worktree,
    donors: [],
    all: o.all,
    saving: { previousCommit: null },
    discover: false,
    patience: { deadline: Number.POSITIVE_INFINITY, onWait: () => undefined },
    progress: () => undefined,
  });
  if (warm.failure !== undefined) return err(warm.failure);
  return ok({ sharing: sharingOf(warm, saves), saves });
}
