import { isBuildDirectory } from '../cargo/layout/profile-directories.ts';
import { trackedPart } from '../git/tracked.ts';
import type { AbsolutePath } from '../system/brand.ts';
import type { Failure } from '../system/failure.ts';
import { lstat, realpath } from '../system/fs.ts';
import { err, ok, type Result } from '../system/result.ts';
import type { BuildTree } from '../workspaces/discover.ts';

/**
 * Whether a hook may write into a worktree's build directory: what is checked out may be a stranger's, and nothing in
 * it may choose where this tool writes. Refused are a directory with files that git tracks, one behind a link that git
 * tracks, and one outside of the worktree that a tracked configuration names, unless cargo has built there before.
 */
export function mayWriteInto(worktree: AbsolutePath, tree: BuildTree): Result<void, Failure> {
  for (const directory of new Set([tree.buildDirectory, tree.targetDirectory])) {
    const tracked = trackedPart(worktree, directory);
    if (tracked !== undefined) return err(isTracked(directory, tracked));
  }
  const real = realpath(tree.buildDirectory) ?? tree.buildDirectory;
  if (real.startsWith(`${worktree}/`) || isBuildDirectory(real)) return ok(undefined);
  const named = tree.namedBy.find((file) => trackedPart(worktree, file) !== undefined);
  if (named === undefined) return ok(undefined);
  return err({
    code: 'target-directory-foreign',
    message: `\`${named.slice(worktree.length + 1)}\`, which git tracks, names a build directory outside of the worktree, and cargo has not built there yet.`,
    path: tree.buildDirectory,
    hint: 'Build there once with cargo if it is meant so.',
  });
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
