import { posix } from 'node:path';
import { gitFailure, git } from '../git/run-git.ts';
import { gitDirectories } from '../git/head.ts';
import type { Worktree } from '../git/worktrees.ts';
import type { AbsolutePath } from '../system/brand.ts';
import type { Failure } from '../system/failure.ts';
import { readText, stat } from '../system/fs.ts';
import { err, ok, type Result } from '../system/result.ts';
import { patchesInside, unhashedLibrary, type Manifest } from './manifests.ts';

/** A directory that gets a cargo configuration of its own: the root of a cargo workspace in a worktree. */
export interface Place {
  readonly path: AbsolutePath;
  /** Relative to the worktree; `''` at its root. */
  readonly workspace: string;
  /** The manifest that asks for a `dylib` or `cdylib`, which shared mode would mix up. */
  readonly unhashed: string | undefined;
  /** Patched crates that lie inside the workspace, as the root manifest names them. */
  readonly patches: readonly string[];
}

export interface WorktreeSurvey {
  readonly worktree: Worktree;
  readonly gitDirectory: AbsolutePath;
  readonly places: readonly Place[];
  /** Cargo configuration files that git tracks, relative to the worktree. */
  readonly tracked: ReadonlySet<string>;
}

const WANTED = [':(glob)**/Cargo.toml', ':(glob)**/.cargo/config', ':(glob)**/.cargo/config.toml'];

/** Looks at a worktree, by one git process. A manifest that git does not know counts at the worktree's root alone. */
export async function surveyWorktree(worktree: Worktree): Promise<Result<WorktreeSurvey, Failure>> {
  const listed = await git(worktree.path, ['ls-files', '-z', '--deduplicate', '--', ...WANTED]);
  if (!listed.ok) return err(gitFailure(listed.error, worktree.path));
  const directories = gitDirectories(worktree.path);
  if (directories === undefined) {
    return err({ code: 'worktree-vanished', message: 'The worktree is gone from the disk.', path: worktree.path });
  }
  const names = listed.value.stdout.toString('utf8').split('\0').filter((name) => name !== '');
  const isManifest = (name: string): boolean => posix.basename(name) === 'Cargo.toml';
  return ok({
    worktree,
    gitDirectory: directories.own as AbsolutePath,
    places: findPlaces(worktree.path, new Set([...names.filter(isManifest), 'Cargo.toml'])),
    tracked: new Set(names.filter((name) => !isManifest(name))),
  });
}

function findPlaces(worktree: AbsolutePath, paths: ReadonlySet<string>): Place[] {
  const manifests: Manifest[] = [];
  for (const path of paths) {
    const text = readText(`${worktree}/${path}`);
    if (text !== undefined) manifests.push({ path, directory: path.slice(0, -'Cargo.toml'.length).replace(/\/$/, ''), text });
  }
  const roots = workspaceRoots(worktree, manifests);
  return roots.map((workspace) => {
    const own = manifests.filter(({ directory }) => rootOf(directory, roots) === workspace);
    const root = own.find(({ directory }) => directory === workspace);
    return {
      path: (workspace === '' ? worktree : `${worktree}/${workspace}`) as AbsolutePath,
      workspace,
      unhashed: own.find(unhashedLibrary)?.path,
      patches: root === undefined ? [] : patchesInside(root),
    };
  });
}

/**
 * Roots of workspaces: they have a `[workspace]` table, or a lock file of their own. Where nothing tells (a single
 * package that was never built), the uppermost manifests.
 */
function workspaceRoots(worktree: AbsolutePath, manifests: readonly Manifest[]): string[] {
  const told = manifests.filter(
    ({ directory, text }) =>
      /^\s*\[\s*workspace\b/m.test(text) || stat(`${worktree}/${directory === '' ? '' : `${directory}/`}Cargo.lock`) !== undefined,
  );
  const roots = new Set(told.map(({ directory }) => directory));
  for (const { directory } of [...manifests].sort((a, b) => a.directory.length - b.directory.length)) {
    if (rootOf(directory, [...roots]) === undefined) roots.add(directory);
  }
  return [...roots].sort();
}

/** The nearest root at or above a directory. */
function rootOf(directory: string, roots: readonly string[]): string | undefined {
  const above = roots.filter((root) => root === '' || directory === root || directory.startsWith(`${root}/`));
  return above.reduce<string | undefined>((best, root) => (best === undefined || root.length > best.length ? root : best), undefined);
}
