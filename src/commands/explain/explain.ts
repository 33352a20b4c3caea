import { listFiles } from '../../formats/git/files.ts';
import { readLockfile } from '../../formats/cargo/lockfile.ts';
import { forecast } from '../../engine/forecast/forecast.ts';
import { saveWorktree } from '../../engine/save/save-worktree.ts';
import type { WorktreeSave } from '../../engine/save/report.ts';
import { presentGraph } from '../../engine/save/present-graph.ts';
import { survey } from '../../engine/save/survey.ts';
import type { Store } from '../../store/open.ts';
import type { AbsolutePath } from '../../system/brand.ts';
import type { Failure } from '../../system/failure.ts';
import { err, ok, type Result } from '../../system/result.ts';
import { readText, stat } from '../../system/fs.ts';
import type { WarmWorktreeOptions } from '../../engine/warm/options.ts';
import { warmWorktree } from '../../engine/warm/warm-worktree.ts';
import { at, buildTrees, workspaceRoots } from '../../engine/workspaces/discover.ts';
import { environmentIn } from '../../engine/workspaces/environment.ts';
import { standingIn } from '../../engine/workspaces/standing.ts';
import { buildCulprits, unsharedCulprits } from './culprits.ts';
import { explainUnits, NO_SHARING, sharingOf, type Sharing } from './join.ts';
import type { Explanation, WorkspaceExplanation } from './model.ts';
import { lastBuilt, type Standing } from './standing-units.ts';
import type { Stopping } from '../../system/interruption.ts';

export interface ExplainOptions {
  readonly repository: AbsolutePath;
  readonly worktree: AbsolutePath;
  /** Where in the worktree the command would run. */
  readonly cwd: string;
  readonly donors: readonly AbsolutePath[];
  readonly all: readonly AbsolutePath[];
  /** Undefined where nothing was ever saved: then only cargo is asked. */
  readonly store: Store | undefined;
  readonly env: NodeJS.ProcessEnv;
  readonly mode: WarmWorktreeOptions['mode'];
  readonly settings: WarmWorktreeOptions['settings'];
  /** A cargo command that builds; undefined: the one that built last. */
  readonly command: readonly string[] | undefined;
  /** Nothing new is saved before the stored units are looked at. */
  readonly dryRun: boolean;
  /** Ends the work between two units; what was done by then stays. */
  readonly signal?: Stopping | undefined;
  readonly progress: (done: number, of: number) => void;
}

/** What the next build in a worktree reuses, what it builds, and for which reason. Changes nothing in the worktree. */
export async function explain(o: ExplainOptions): Promise<Result<Explanation, Failure>> {
  const shared = o.store === undefined ? ok({ sharing: NO_SHARING, saves: [] }) : await askSharing(o, o.store);
  if (!shared.ok) return shared;
  const { sharing, saves } = shared.value;
  const listed = listFiles(o.worktree);
  if (!listed.ok) return listed;
  const roots = workspaceRoots(o.worktree, listed.value.files);
  const root = stat(`${o.worktree}/Cargo.toml`) === undefined ? [] : [''];
  const standing = standingIn(o.worktree, [...new Set([...root, ...roots])], o.cwd);
  const trees = await buildTrees(o.worktree, standing, { env: o.env, mayRunCargo: true });
  if (!trees.ok) return trees;
  const workspaces: WorkspaceExplanation[] = [];
  let command = o.command;
  for (const tree of trees.value.filter((t) => t.subdirectory === '')) {
    const here = standingAt(tree.buildDirectory);
    const { graph } = here;
    for (const workspace of tree.workspaces) {
      command ??= (await lastBuilt([here, ...donorDirectories(saves, o.worktree, tree.workspace).map(standingAt)], workspace, o.env)) ?? ['build'];
      const told = await forecast({ workspaceRoot: workspace, cwd: o.command !== undefined && isIn(o.cwd, workspace) ? o.cwd : workspace, buildDirectory: tree.buildDirectory, env: o.env, command });
      if (!told.ok) return told;
      const units = explainUnits(told.value, graph.keys(), sharing);
      const { freshPackages, builtPackages } = told.value;
      const culprits = buildCulprits(units, (slot) => graph.get(slot)?.dependencies ?? []);
      workspaces.push({ workspace, buildDirectory: tree.buildDirectory, units, culprits, freshPackages, builtPackages });
    }
  }
  if (workspaces.length === 0 || command === undefined) {
    return err({ code: 'not-a-cargo-workspace', message: 'There is no cargo workspace in this worktree.', path: at(o.worktree, '') });
  }
  const own = saves.filter((save) => save.worktree === o.worktree).flatMap((save) =>
    save.directories.flatMap((d) => {
      const text = readText(`${at(o.worktree, d.workspace)}/Cargo.lock`);
      const lockfile = text === undefined ? undefined : readLockfile(text);
      return d.refusals.map((unit) => ({ ...unit, isOwn: lockfile?.has({ kind: 'path', name: unit.package, root: '' }) ?? true }));
    }),
  );
  return ok({ worktree: o.worktree, command, stored: o.store !== undefined, workspaces, unshared: unsharedCulprits(own) });
}

function isIn(path: string, directory: string): boolean {
  return path === directory || path.startsWith(`${directory}/`);
}

function standingAt(buildDirectory: AbsolutePath): Standing {
  const surveyed = survey(buildDirectory, new Map());
  return { buildDirectory, surveyed, graph: presentGraph(surveyed, buildDirectory) };
}

/** Where the other worktrees build this workspace. */
function donorDirectories(saves: readonly WorktreeSave[], worktree: AbsolutePath, workspace: string): AbsolutePath[] {
  const directories = saves.filter((save) => save.worktree !== worktree).flatMap((save) => save.directories);
  return directories.filter((d) => d.workspace === workspace && d.subdirectory === '').map((d) => d.buildDirectory);
}

/** Saves as a warm would first, then plans the warm and does not perform it. */
async function askSharing(o: ExplainOptions, store: Store): Promise<Result<{ sharing: Sharing; saves: WorktreeSave[] }, Failure>> {
  const saves: WorktreeSave[] = [];
  for (const worktree of [...o.donors, o.worktree]) {
    const saved = await saveWorktree({
      repository: o.repository,
      worktree,
      others: o.all.filter((other) => other !== worktree),
      store,
      env: environmentIn(worktree, o.worktree, o.env),
      shell: worktree === o.worktree ? 'here' : 'elsewhere',
      settings: o.settings,
      workspaces: undefined,
      mayRunCargo: true,
      previousCommit: null,
      dryRun: o.dryRun,
      signal: o.signal,
      progress: o.progress,
    });
    if (saved.failure?.code === 'interrupted') return err(saved.failure);
    saves.push(saved);
  }
  const warm = await warmWorktree({
    ...o,
    shell: 'here',
    store,
    donors: [],
    saves: true,
    mayRunCargo: true,
    discover: false,
    previousCommit: null,
    dryRun: true,
    deadline: Number.POSITIVE_INFINITY,
    onWait: () => undefined,
    progress: () => undefined,
  });
  if (warm.failure !== undefined) return err(warm.failure);
  return ok({ sharing: sharingOf(warm, saves), saves });
}
