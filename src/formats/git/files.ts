import type { WorktreeListing } from './listing.ts';
import type { Failure } from '../../system/failure.ts';
import { err, ok, type Result } from '../../system/result.ts';
import { gitListing } from './listing.ts';
import { walkWorktree } from './walk-worktree.ts';

export interface FileListing {
  /**
   * Relative to the worktree's root, `/` between the parts, in no order: every file that git tracks or
   * would track (untracked and not ignored), and every `*.rs` file though ignored. A tracked file that
   * is deleted from disk is still listed. Files of submodules are included.
   */
  readonly files: Set<string>;
  /**
   * Relative directories that are not looked into because they are repositories of their own: nested
   * clones and worktrees. A package in there has no listing.
   */
  readonly nested: readonly string[];
  /** Ignored directories that hold too much to be looked through: Rust files in there are not listed. */
  readonly unread: readonly string[];
  /** What git itself says of the worktree, repositories inside of it left out. */
  readonly git: WorktreeListing;
}

/**
 * Lists the files of the worktree at `root` that a compilation may see. Ignored Rust files count, because
 * module resolution and `include!` see them (generated bindings are often ignored); ignored directories
 * that hold no sources are not entered: cargo's target directories, `node_modules`, and repositories of their own.
 */
export function listFiles(root: string, most = MOST_IGNORED): Result<FileListing, Failure> {
  return list(root, [], most);
}

/** How much of what git ignores is looked through: a few milliseconds' worth. Data sets and volumes have millions of files. */
const MOST_IGNORED = 10_000;

/** Undefined where git does not answer. */
export function knownToGit(listed: Result<FileListing, Failure>): WorktreeListing | undefined {
  return listed.ok ? listed.value.git : undefined;
}

/** `core.fsmonitor` names a program: that of a repository inside the worktree is not run. */
const INNER = ['-c', 'core.fsmonitor=false'] as const;

function list(root: string, options: readonly string[], most: number): Result<FileListing, Failure> {
  const git = gitListing(root, options);
  if (!git.ok) return err(git.error);
  const walked = walkWorktree(root, [git.value.tracked, git.value.untracked], most);
  const files = new Set(walked.rust);
  for (const path of git.value.tracked) files.add(path);
  for (const path of git.value.untracked) {
    // Git shows an untracked repository as its directory with a slash.
    if (!path.endsWith('/')) files.add(path);
  }
  const nested: string[] = [];
  const unread = [...walked.unread];
  for (const directory of walked.repositories) {
    // Git shows a submodule as if it were a file.
    if (!files.delete(directory)) {
      nested.push(directory);
      continue;
    }
    const inner = list(`${root}/${directory}`, INNER, most);
    if (!inner.ok) return inner;
    for (const file of inner.value.files) files.add(`${directory}/${file}`);
    nested.push(...inner.value.nested.map((path) => `${directory}/${path}`));
    unread.push(...inner.value.unread.map((path) => `${directory}/${path}`));
  }
  return ok({ files, nested, unread, git: git.value });
}
