import { resolve } from 'node:path';
import type { AbsolutePath } from '../../system/brand.ts';
import type { Failure } from '../../system/failure.ts';
import { sleepSync } from '../../system/clock.ts';
import { realpath, stat } from '../../system/fs.ts';
import { err, ok, type Result } from '../../system/result.ts';
import type { Repository } from './repository.ts';
import { gitFailure, gitSync, gitTooOld } from './run-git.ts';

export interface Worktree {
  /** Canonical while the directory is there; as git recorded it once it is gone. */
  readonly path: AbsolutePath;
  /** Whether it is the repository's first entry: the main worktree, or the bare repository itself. */
  readonly main: boolean;
  /** A bare repository has no files and no HEAD worth naming. */
  readonly bare: boolean;
  /** Full id; null before the first commit and in a bare repository. */
  readonly commit: string | null;
  /** Short name (`main`, `feature/x`); null where HEAD is detached. */
  readonly branch: string | null;
  /** Why it is locked (`''` where no reason was given); null where it is not. */
  readonly locked: string | null;
  /** Whether `git worktree prune` would forget it. */
  readonly prunable: boolean;
  /** Whether the directory is there now. A locked worktree on an unplugged disk is absent, yet not prunable. */
  readonly present: boolean;
}

/** All worktrees of a repository, the main one first, as `git worktree list` orders them. */
export function listWorktrees(repository: Repository): Result<Worktree[], Failure> {
  const cwd = repository.commonDirectory;
  for (let tries = 1; ; tries += 1) {
    const listed = gitSync(cwd, ['worktree', 'list', '--porcelain', '-z']);
    if (listed.ok) return ok(parseWorktreeList(listed.value.stdout.toString('utf8')).map((worktree) => inItsPlace(worktree, repository)));
    const status = listed.error.reason === 'exit-status' ? listed.error.status : undefined;
    if (status === UNKNOWN_OPTION) return err(gitTooOld(cwd));
    if (status !== DIED || tries === MOST_TRIES) return err(gitFailure(listed.error, cwd));
    sleepSync(BETWEEN_TRIES_MS);
  }
}

/**
 * Git takes the main worktree for what is above `.git`, and names the git directory itself where that is elsewhere
 * (worktree.c, `get_main_worktree`): in submodules, which say where they are in `core.worktree`, and after
 * `clone --separate-git-dir`, where only those who stand in the main worktree know it. For others it is without files.
 */
function inItsPlace(worktree: Worktree, repository: Repository): Worktree {
  const { commonDirectory, gitDirectory } = repository;
  if (worktree.path !== commonDirectory || worktree.bare) return worktree;
  const path = gitDirectory === commonDirectory && repository.worktree !== null ? repository.worktree : configuredWorktree(commonDirectory);
  if (path === undefined) return { ...worktree, bare: true, commit: null, branch: null };
  return { ...worktree, path, present: stat(path)?.kind === 'directory' };
}

function configuredWorktree(commonDirectory: AbsolutePath): AbsolutePath | undefined {
  const asked = gitSync(commonDirectory, ['config', '--null', '--type=path', '--get', 'core.worktree']);
  const set = asked.ok ? asked.value.stdout.toString('utf8').split('\0')[0] : undefined;
  return set === undefined || set === '' ? undefined : realpath(resolve(commonDirectory, set));
}

/** Git's status for an option that it does not know. */
const UNKNOWN_OPTION = 129;
/** Git's status for `die()`. */
const DIED = 128;
/**
 * While `git worktree add` runs, another git may find the new worktree's `commondir` empty and die (setup.c,
 * `get_common_dir_noenv`: "failed to read …/commondir: Success"): it is made first and written then.
 */
const MOST_TRIES = 6;
const BETWEEN_TRIES_MS = 30;

/**
 * Parses `git worktree list --porcelain -z`: attributes end in NUL, an empty one ends a worktree
 * (builtin/worktree.c, `show_worktree_porcelain`). Looks at the disk for {@link Worktree.present}.
 */
export function parseWorktreeList(text: string): Worktree[] {
  const worktrees: Worktree[] = [];
  for (const record of text.split('\0\0')) {
    const attributes = new Map<string, string>();
    for (const line of record.split('\0')) {
      const space = line.indexOf(' ');
      if (space === -1) attributes.set(line, '');
      else attributes.set(line.slice(0, space), line.slice(space + 1));
    }
    const path = attributes.get('worktree');
    if (path === undefined) continue;
    const commit = attributes.get('HEAD');
    worktrees.push({
      path: realpath(path) ?? (path as AbsolutePath),
      main: worktrees.length === 0,
      bare: attributes.has('bare'),
      commit: commit === undefined || /^0+$/.test(commit) ? null : commit,
      branch: attributes.get('branch')?.replace(/^refs\/heads\//, '') ?? null,
      locked: attributes.get('locked') ?? null,
      prunable: attributes.has('prunable'),
      present: stat(path)?.kind === 'directory',
    });
  }
  return worktrees;
}
