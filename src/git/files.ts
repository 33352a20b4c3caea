import type { WorktreeListing } from '../cargo/fingerprint-hash/package-files.ts';
import type { Failure } from '../system/failure.ts';
import { readDirectory } from '../system/fs.ts';
import { err, ok, type Result } from '../system/result.ts';
import { gitListing } from './listing.ts';

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
  /** What git itself says of the worktree, repositories inside of it left out. */
  readonly git: WorktreeListing;
}

/**
 * Lists the files of the worktree at `root` that a compilation may see. Ignored Rust files count, because
 * module resolution and `include!` see them (generated bindings are often ignored); ignored directories
 * that hold no sources are not entered: cargo's target directories, `node_modules`, and repositories of their own.
 */
export function listFiles(root: string): Result<FileListing, Failure> {
  return list(root, []);
}

/** Undefined where git does not answer. */
export function knownToGit(listed: Result<FileListing, Failure>): WorktreeListing | undefined {
  return listed.ok ? listed.value.git : undefined;
}

/** `core.fsmonitor` names a program: that of a repository inside the worktree is not run. */
const INNER = ['-c', 'core.fsmonitor=false'] as const;

function list(root: string, options: readonly string[]): Result<FileListing, Failure> {
  const git = gitListing(root, options);
  if (!git.ok) return err(git.error);
  const walked: Walked = { rust: [], repositories: [] };
  walk(root, '', walked);

  const files = new Set(walked.rust);
  for (const path of git.value.tracked) files.add(path);
  for (const path of git.value.untracked) {
    // Git shows an untracked repository as its directory with a slash.
    if (!path.endsWith('/')) files.add(path);
  }
  const nested: string[] = [];
  for (const directory of walked.repositories) {
    // Git shows a submodule as if it were a file.
    if (!files.delete(directory)) {
      nested.push(directory);
      continue;
    }
    const inner = list(`${root}/${directory}`, INNER);
    if (!inner.ok) return inner;
    for (const file of inner.value.files) files.add(`${directory}/${file}`);
    nested.push(...inner.value.nested.map((path) => `${directory}/${path}`));
  }
  return ok({ files, nested, git: git.value });
}

interface Walked {
  readonly rust: string[];
  readonly repositories: string[];
}

/** Files that mark a build directory: cargo leaves out the first where the directory was there before it. */
const BUILD_DIRECTORY_MARKS = new Set(['CACHEDIR.TAG', '.rustc_info.json']);

/** `prefix` is the directory below `root`, with a slash at its end unless it is the root. */
function walk(root: string, prefix: string, found: Walked): void {
  const entries = readDirectory(`${root}/${prefix}`);
  if (prefix !== '' && entries.some((entry) => entry.name === '.git')) {
    found.repositories.push(prefix.slice(0, -1));
    return;
  }
  if (entries.some((entry) => BUILD_DIRECTORY_MARKS.has(entry.name))) return;
  for (const entry of entries) {
    const name = entry.name;
    if (!entry.isDirectory()) {
      if (name.endsWith('.rs')) found.rust.push(prefix + name);
    } else if (name !== '.git' && name !== 'node_modules') {
      walk(root, `${prefix}${name}/`, found);
    }
  }
}
