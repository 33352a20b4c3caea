import { trackedPart } from '../../formats/git/tracked.ts';
import type { AbsolutePath } from '../../system/brand.ts';
import type { Failure } from '../../system/failure.ts';
import { lstat, realpath } from '../../system/fs.ts';
import { err, ok, type Result } from '../../system/result.ts';
import type { BuildTree } from '../workspaces/discover.ts';
import { isNamedFor, type Built } from '../workspaces/own-directory.ts';

/** Whose the directory is judged by. */
export interface Owner {
  readonly worktree: AbsolutePath;
  readonly seen: readonly Built[];
  /** In shared mode worktrees build in one directory on purpose. */
  readonly shares: boolean;
}

/**
 * Whether anything may be written into a worktree's build directory. What is checked out may be a stranger's, and nothing
 * in it may choose where this tool writes: refused are a directory with files that git tracks, and one behind a link that
 * git tracks. One outside the worktree may be everybody's: cargo tells members of different worktrees and clones apart by
 * times alone, so what is placed for one is taken for another's. It has to be this worktree's own for sure.
 */
export function mayWriteInto(tree: BuildTree, owner: Owner): Result<void, Failure> {
  const { worktree } = owner;
  for (const directory of new Set([tree.buildDirectory, tree.targetDirectory])) {
    const tracked = trackedPart(worktree, directory);
    if (tracked !== undefined) return err(isTracked(directory, tracked));
  }
  const real = realpath(tree.buildDirectory) ?? tree.buildDirectory;
  if (owner.shares || [real, tree.buildDirectory].some((path) => path.startsWith(`${worktree}/`))) return ok(undefined);
  return isOwn(tree, owner) ? ok(undefined) : err(foreignDirectory(tree.buildDirectory));
}

/** Of a directory outside the worktree. A file that git tracks, or that lies outside too, names it for others as well. */
function isOwn(tree: BuildTree, { worktree, seen }: Owner): boolean {
  if (tree.perWorkspace || isNamedFor({ worktree, buildDirectory: tree.buildDirectory }, seen)) return true;
  return (
    tree.by === 'configuration' &&
    tree.namedBy.length > 0 &&
    tree.namedBy.every((file) => file.startsWith(`${worktree}/`) && trackedPart(worktree, file) === undefined) &&
    !seen.some((other) => other.worktree !== worktree && other.buildDirectory === tree.buildDirectory)
  );
}

export function foreignDirectory(path: AbsolutePath): Failure {
  return {
    code: 'target-directory-foreign',
    message: 'This worktree builds outside of itself, where other worktrees or clones may build as well.',
    path,
    hint: 'Give each worktree a directory of its own there, with its name in it; docs/settings.md says more.',
  };
}

function isTracked(path: AbsolutePath, tracked: string): Failure {
  return {
    code: 'target-directory-tracked',
    message: `git tracks \`${tracked}\`: what is in this target directory may be anybody's.`,
    path,
    hint: 'Take it out of git (`git rm -r --cached`) and ignore it.',
  };
}

/** The directories in which cargo keeps units, below a profile directory. */
const PARTS = ['', '.fingerprint', 'deps', 'examples', 'build'] as const;

/** A symbolic link where cargo makes directories: writing through it would be writing elsewhere. */
export function linkInside(buildDirectory: AbsolutePath, profileDirectories: Iterable<string>): string | undefined {
  for (const profile of profileDirectories) {
    const parts = profile.split('/');
    const above = parts.slice(0, -1).map((_, index) => parts.slice(0, index + 1).join('/'));
    const all = [...above, ...PARTS.map((part) => (part === '' ? profile : `${profile}/${part}`))];
    const link = all.find((path) => lstat(`${buildDirectory}/${path}`)?.kind === 'symlink');
    if (link !== undefined) return link;
  }
  return undefined;
}
