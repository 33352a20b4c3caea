import type { Failure } from '../../system/failure.ts';
import { err, ok, type Result } from '../../system/result.ts';
import { gitFailure, gitSync } from './run-git.ts';

/** What git knows of a worktree's files, relative to its root, `/` between the parts. */
export interface WorktreeListing {
  /** As `git ls-files -z` lists them. */
  readonly tracked: readonly string[];
  /** As `git ls-files -z --others --exclude-standard` lists them: a directory that is a repository of its own ends in `/`. */
  readonly untracked: readonly string[];
}

/** What git tracks in a worktree (a file in conflict once for each stage) and what it would, apart, by one process. */
export function gitListing(root: string, options: readonly string[] = []): Result<WorktreeListing, Failure> {
  const listed = gitSync(root, [...options, 'ls-files', '-z', '-t', '--cached', '--others', '--exclude-standard']);
  if (!listed.ok) return err(gitFailure(listed.error, root));
  const tracked: string[] = [];
  const untracked: string[] = [];
  // Each name follows a letter and a space; the letters of tracked files are several.
  for (const line of listed.value.stdout.toString('utf8').split('\0')) {
    if (line !== '') (line.startsWith('? ') ? untracked : tracked).push(line.slice('? '.length));
  }
  return ok({ tracked, untracked });
}
