import { buildDirectoriesBelow, buildDirectoriesBeside } from '../../formats/cargo/nested.ts';
import { resolveDirectories } from '../../formats/cargo/directories.ts';
import type { AbsolutePath } from '../../system/brand.ts';
import type { Failure } from '../../system/failure.ts';
import { stat } from '../../system/fs.ts';
import { ok, type Result } from '../../system/result.ts';
import { environmentElsewhere } from './environment.ts';
import type { SeenDirectory } from './seen-builds.ts';

/** One build directory of a worktree and the workspaces that build there. */
export interface BuildTree {
  /** Of the first workspace, relative to the worktree; `''` at its root. */
  readonly workspace: string;
  readonly workspaces: readonly AbsolutePath[];
  readonly targetDirectory: AbsolutePath;
  readonly buildDirectory: AbsolutePath;
  /** The same two as cargo spells them, where it spells them otherwise. */
  readonly spellings: readonly string[];
  readonly subdirectory: string;
  /** The cargo configuration files that name these directories. */
  readonly namedBy: readonly AbsolutePath[];
  /** `shell`: a variable names it; `memory`: one did once, and cargo built there. */
  readonly by: 'configuration' | 'shell' | 'memory';
  /** Whether the configuration names another directory in each workspace (`{workspace-path-hash}`). */
  readonly perWorkspace: boolean;
}

/** How cargo's answers are found out. */
export interface CargoUse {
  readonly env: NodeJS.ProcessEnv;
  /** False in git hooks: the cargo that a directory chooses may be a stranger's. */
  readonly mayRunCargo: boolean;
  /** Where the clone's worktrees were seen to build, by their shells' variables. */
  readonly seen?: readonly SeenDirectory[];
}

/**
 * The directories of a worktree that are roots of cargo workspaces and have been built: cargo leaves its
 * `Cargo.lock` beside the root manifest and nowhere else. `files` are relative to the worktree.
 */
export function workspaceRoots(worktree: AbsolutePath, files: Iterable<string>): string[] {
  const roots: string[] = [];
  for (const path of files) {
    if (path !== 'Cargo.toml' && !path.endsWith('/Cargo.toml')) continue;
    const root = path.slice(0, -'Cargo.toml'.length).replace(/\/$/, '');
    if (stat(`${at(worktree, root)}/Cargo.lock`) !== undefined) roots.push(root);
  }
  return roots.sort();
}

/**
 * The build directories of the given workspaces (relative to the worktree), those nested in them included, and those that
 * the worktree was seen to build in.
 */
export async function buildTrees(
  worktree: AbsolutePath,
  workspaces: readonly string[],
  cargo: CargoUse,
): Promise<Result<BuildTree[], Failure>> {
  const byDirectory = new Map<string, BuildTree>();
  for (const workspace of workspaces) {
    const root = at(worktree, workspace);
    if (stat(`${root}/Cargo.toml`) === undefined) continue;
    const directories = await resolveDirectories({ workspaceRoot: root, ...cargo });
    if (!directories.ok) return directories;
    const { targetDirectory, buildDirectory, asWritten, from } = directories.value;
    const known = byDirectory.get(buildDirectory);
    byDirectory.set(buildDirectory, {
      workspace: known?.workspace ?? workspace,
      workspaces: [...(known?.workspaces ?? []), root],
      targetDirectory,
      buildDirectory,
      spellings: [asWritten.target, asWritten.build],
      subdirectory: '',
      namedBy: [from.target, from.build].flatMap((origin) => (origin.from === 'config' ? [origin.file] : [])),
      by: [from.target, from.build].some((origin) => origin.from === 'environment') ? 'shell' : 'configuration',
      perWorkspace: directories.value.perWorkspace,
    });
  }
  for (const seen of cargo.seen ?? []) {
    if (seen.worktree !== worktree || byDirectory.has(seen.buildDirectory) || !workspaces.includes(seen.workspace)) continue;
    byDirectory.set(seen.buildDirectory, remembered(seen));
  }
  return ok([...byDirectory.values()].flatMap(withNested));
}

function remembered({ worktree, workspace, targetDirectory, buildDirectory }: SeenDirectory): BuildTree {
  return {
    workspace,
    workspaces: [at(worktree, workspace)],
    targetDirectory,
    buildDirectory,
    spellings: [],
    subdirectory: '',
    namedBy: [],
    by: 'memory',
    perWorkspace: false,
  };
}

/**
 * Everything that a worktree is known to build in: as its shell says, as its files say without any shell, and what was
 * seen. Whoever deletes, or tells what there is, must miss none.
 */
export async function allBuildTrees(worktree: AbsolutePath, workspaces: readonly string[], cargo: CargoUse & { readonly here: AbsolutePath | null }): Promise<Result<BuildTree[], Failure>> {
  const env = environmentElsewhere(cargo.env);
  const plain = await buildTrees(worktree, workspaces, { ...cargo, env });
  if (!plain.ok || worktree !== cargo.here || Object.keys(env).length === Object.keys(cargo.env).length) return plain;
  const named = await buildTrees(worktree, workspaces, { env: cargo.env, mayRunCargo: cargo.mayRunCargo });
  if (!named.ok) return named;
  return ok([...new Map([...plain.value, ...named.value].map((tree) => [tree.buildDirectory, tree])).values()]);
}

/** Where a workspace of another worktree builds; nothing where that cannot be told. */
export type TreesElsewhere = (worktree: AbsolutePath, workspace: string) => Promise<readonly BuildTree[]>;

/** Asks once for each: warming one worktree asks this of every pair of the others. */
export function treesElsewhere(cargo: CargoUse): TreesElsewhere {
  const elsewhere = { ...cargo, env: environmentElsewhere(cargo.env) };
  const known = new Map<string, Promise<readonly BuildTree[]>>();
  return (worktree, workspace) => {
    const key = `${worktree}\0${workspace}`;
    const asked = known.get(key) ?? buildTrees(worktree, [workspace], elsewhere).then((trees) => (trees.ok ? trees.value : []));
    known.set(key, asked);
    return asked;
  };
}

function withNested(tree: BuildTree): BuildTree[] {
  const beside = tree.workspaces.length === 1 && tree.workspaces[0] !== undefined ? buildDirectoriesBeside(tree.workspaces[0], [tree.targetDirectory, tree.buildDirectory]) : [];
  return [...buildDirectoriesBelow(tree.buildDirectory), ...beside].map(({ subdirectory, path }) => nestedTree(tree, subdirectory, path));
}

/** Where a subdirectory of a tree lies: below its build directory, or, with a slash in front, in the workspace's root. */
export function subdirectoryPath(tree: BuildTree, subdirectory: string): AbsolutePath {
  const [root] = tree.workspaces;
  return subdirectory.startsWith('/') && root !== undefined ? at(root, subdirectory.slice(1)) : at(tree.buildDirectory, subdirectory);
}

/** The tree that an editor, or a command, builds in a directory of its own: a target directory in full. */
export function nestedTree(tree: BuildTree, subdirectory: string, path: AbsolutePath): BuildTree {
  if (subdirectory === '') return tree;
  return { ...tree, subdirectory, buildDirectory: path, targetDirectory: path };
}

export function at(worktree: AbsolutePath, relative: string): AbsolutePath {
  return relative === '' ? worktree : (`${worktree}/${relative}` as AbsolutePath);
}
