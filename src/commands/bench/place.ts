import { randomBytes } from 'node:crypto';
import { dirname, join } from 'node:path';
import type { Repository } from '../../formats/git/repository.ts';
import { gitFailure, gitSync } from '../../formats/git/run-git.ts';
import { listWorktrees } from '../../formats/git/worktrees.ts';
import { attempt } from '../../system/attempt.ts';
import { removeEmptyDirectory } from '../../system/empty-directory.ts';
import type { Failure } from '../../system/failure.ts';
import { lockDirectory } from '../../system/flock.ts';
import { readDirectory } from '../../system/fs.ts';
import { makeDirectory } from '../../system/move.ts';
import { err, ok, type Result } from '../../system/result.ts';
import { removeTree } from '../../system/write.ts';

/** A directory of temporary worktrees beside the user's own, locked for as long as its process lives. */
export interface BenchPlace {
  readonly directory: string;
  /** Where the units of this measurement are kept: not in the user's store. */
  readonly store: string;
  readonly sccache: string;
  addWorktree(name: string, commit: string): Result<string, Failure>;
  /** Takes everything away again, from git as well. */
  remove(): Result<void, Failure>;
}

/** What is in a place beside worktrees. */
const CACHES = ['store', 'sccache'] as const;

const PREFIX = '.cargo-share-bench-';

/** Beside the worktree, so that cargo finds the same configuration above it and files can be linked. */
export function openPlace(repository: Repository, worktree: string): Result<BenchPlace, Failure> {
  const directory = join(dirname(worktree), `${PREFIX}${randomBytes(4).toString('hex')}`);
  const made = attempt(() => {
    makeDirectory(directory, 0o700);
    return lockDirectory(directory);
  });
  if (!made.ok) {
    return err({
      code: 'io',
      message: `A directory for the temporary worktrees cannot be made (${made.error.code}).`,
      path: directory,
      hint: 'They have to be beside the worktree: make its parent directory writable.',
    });
  }
  const lock = made.value;
  return ok({
    directory,
    store: join(directory, 'store'),
    sccache: join(directory, 'sccache'),
    addWorktree(name, commit) {
      const path = join(directory, name);
      // No hook runs: neither ours, which is measured by itself, nor anybody else's.
      const added = gitSync(worktree, ['-c', 'core.hooksPath=/dev/null', 'worktree', 'add', '--quiet', '--detach', path, commit]);
      return added.ok ? ok(path) : err(gitFailure(added.error, path));
    },
    remove() {
      const removed = removePlace(repository, directory);
      if (typeof lock === 'object') lock.release();
      return removed;
    },
  });
}

/**
 * Removes what measurements left behind that were killed: places that git's worktrees are in and that nobody has locked,
 * and empty ones beside `worktree`. Git's own list is the record of them.
 */
export function healPlaces(repository: Repository, worktree: string): Result<string[], Failure> {
  const listed = listWorktrees(repository);
  if (!listed.ok) return listed;
  const places = new Set(listed.value.flatMap(({ path }) => placeOf(path) ?? []));
  const healed: string[] = [];
  for (const directory of places) {
    const lock = attempt(() => lockDirectory(directory));
    if (!lock.ok || lock.value === 'busy' || lock.value === 'unsupported') continue;
    const removed = removePlace(repository, directory);
    if (typeof lock.value === 'object') lock.value.release();
    if (!removed.ok) return removed;
    healed.push(directory);
  }
  removeEmptyPlaces(dirname(worktree));
  return ok(healed);
}

/** The place that a worktree lies in directly; undefined for worktrees of the user's. */
function placeOf(path: string): string | undefined {
  const parent = dirname(path);
  return /^\.cargo-share-bench-[0-9a-f]{8}$/.test(parent.slice(parent.lastIndexOf('/') + 1)) ? parent : undefined;
}

/** A measurement that was killed before git knew of it, or when git no longer did. One that has just begun is locked. */
function removeEmptyPlaces(parent: string): void {
  for (const { name } of attemptOr([], () => readDirectory(parent))) {
    const path = join(parent, name);
    if (placeOf(join(path, 'worktree')) === undefined) continue;
    const lock = attemptOr('busy' as const, () => lockDirectory(path));
    if (typeof lock !== 'object') continue;
    attempt(() => removeEmptyDirectory(path));
    lock.release();
  }
}

function attemptOr<T>(otherwise: T, work: () => T): T {
  const done = attempt(work);
  return done.ok ? done.value : otherwise;
}

/** Git forgets a worktree as the last of it: what is left by a crash in between is found again. */
function removePlace(repository: Repository, directory: string): Result<void, Failure> {
  const stored = attempt(() => CACHES.forEach((name) => removeTree(join(directory, name))));
  if (!stored.ok) return err(undeletable(stored.error.code, directory));
  const listed = listWorktrees(repository);
  if (!listed.ok) return listed;
  for (const { path } of listed.value) {
    if (placeOf(path) !== directory) continue;
    // First by ourselves: git gives up where a process that is about to end still writes.
    attempt(() => removeTree(join(path, 'target')));
    const removed = gitSync(repository.commonDirectory, ['worktree', 'remove', '--force', '--force', path]);
    if (!removed.ok) return err(gitFailure(removed.error, path));
  }
  const gone = attempt(() => removeTree(directory));
  return gone.ok ? ok(undefined) : err(undeletable(gone.error.code, directory));
}

function undeletable(code: string, path: string): Failure {
  return { code: 'io', message: `The temporary worktrees cannot be removed (${code}).`, path, hint: 'The next `cargo share bench` tries again.' };
}
