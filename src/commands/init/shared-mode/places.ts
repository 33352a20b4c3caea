import type { AbsolutePath } from '../../../system/brand.ts';
import { stat } from '../../../system/fs.ts';
import { excludedDirectories, patchesInside, pathDependencies, unhashedLibrary, type Manifest } from './manifests.ts';

/** A directory that gets a cargo configuration of its own: the root of a cargo workspace in a worktree. */
export interface Place {
  readonly path: AbsolutePath;
  /** Relative to the worktree; `''` at its root. */
  readonly workspace: string;
  /** The manifest that asks for a `dylib` or `cdylib`, which shared mode would mix up. */
  readonly unhashed: string | undefined;
  /** Crates inside the root that are no members and so have one hash in all worktrees. */
  readonly uncovered: readonly string[];
}

/** What the manifests of a worktree say, remembered by their text: worktrees of a clone have mostly the same. */
export type PlaceFinder = (worktree: AbsolutePath, manifests: readonly Manifest[]) => Place[];

export function createPlaceFinder(): PlaceFinder {
  const known = new Map<string, FoundPlace[]>();
  return (worktree, manifests) => {
    const locked = manifests.map(({ directory }) => stat(below(worktree, `${directory === '' ? '' : `${directory}/`}Cargo.lock`)) !== undefined);
    const key = manifests.map(({ path, text }, index) => `${path}\0${locked[index]}\0${text}`).join('\0\0');
    const found = known.get(key) ?? findPlaces(manifests, (index) => locked[index] === true);
    known.set(key, found);
    return found.map((place) => ({ ...place, path: below(worktree, place.workspace) }));
  };
}

type FoundPlace = Omit<Place, 'path'>;

function findPlaces(manifests: readonly Manifest[], isLocked: (index: number) => boolean): FoundPlace[] {
  const roots = workspaceRoots(manifests, isLocked);
  return roots.map((workspace) => {
    const own = manifests.filter(({ directory }) => rootOf(directory, roots) === workspace);
    const outside = own
      .flatMap(pathDependencies)
      .filter(({ directory }) => isBelow(directory, workspace) && rootOf(directory, roots) !== workspace)
      .map(({ name }) => name);
    const patches = own.filter(({ directory }) => directory === workspace).flatMap(patchesInside);
    return { workspace, unhashed: own.find(unhashedLibrary)?.path, uncovered: [...new Set([...patches, ...outside])].sort() };
  });
}

/**
 * Roots of workspaces: they have a `[workspace]` table or a lock file of their own, or a workspace excludes them.
 * Where nothing tells (a single package that was never built), the uppermost manifests.
 */
function workspaceRoots(manifests: readonly Manifest[], isLocked: (index: number) => boolean): string[] {
  const excluded = new Set(manifests.flatMap(excludedDirectories));
  const told = manifests.filter(
    ({ directory, text }, index) => /^\s*\[\s*workspace\b/m.test(text) || isLocked(index) || excluded.has(directory),
  );
  const roots = new Set(told.map(({ directory }) => directory));
  for (const { directory } of [...manifests].sort((a, b) => a.directory.length - b.directory.length)) {
    if (rootOf(directory, [...roots]) === undefined) roots.add(directory);
  }
  return [...roots].sort();
}

/** The nearest root at or above a directory. */
function rootOf(directory: string, roots: readonly string[]): string | undefined {
  return roots
    .filter((root) => isBelow(directory, root))
    .reduce<string | undefined>((best, root) => (best === undefined || root.length > best.length ? root : best), undefined);
}

function isBelow(directory: string, root: string): boolean {
  return root === '' || directory === root || directory.startsWith(`${root}/`);
}

function below(worktree: AbsolutePath, relative: string): AbsolutePath {
  return (relative === '' ? worktree : `${worktree}/${relative}`) as AbsolutePath;
}
