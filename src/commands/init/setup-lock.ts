import { setTimeout as sleep } from 'node:timers/promises';
import type { Repository } from '../../formats/git/repository.ts';
import type { Failure } from '../../system/failure.ts';
import { lockDirectory } from '../../system/flock.ts';
import { err, ok, type Result } from '../../system/result.ts';

const POLL_MS = 10;

/**
 * Lets one process at a time read, plan and write a clone's set-up: hooks of several `git worktree add` may run at
 * once. The lock is on git's common directory itself, so nothing of it stays. Where it cannot be had, as on a file
 * system without locks, the work is done all the same: each file is compared before it is replaced.
 */
export async function withSetupLock<T>(
  repository: Repository,
  timeoutMs: number,
  work: () => Promise<T>,
): Promise<Result<T, Failure>> {
  const deadline = performance.now() + timeoutMs;
  let lock = lockDirectory(repository.commonDirectory);
  while (lock === 'busy') {
    if (performance.now() >= deadline) {
      return err({ code: 'io', message: 'Another cargo-share is changing the set-up of this clone.', path: repository.commonDirectory, hint: 'Run the command again.' });
    }
    await sleep(POLL_MS);
    lock = lockDirectory(repository.commonDirectory);
  }
  try {
    return ok(await work());
  } finally {
    if (typeof lock === 'object') lock.release();
  }
}
