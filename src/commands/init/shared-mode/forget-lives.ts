import { dirname } from 'node:path';
import { readRecord, writeRecord } from '../record.ts';
import { withSetupLock } from '../setup-lock.ts';
import type { Repository } from '../../../formats/git/repository.ts';
import { attempt } from '../../../system/attempt.ts';
import { stat } from '../../../system/fs.ts';
import type { Life } from './lives.ts';
import { amendShared } from './record.ts';

/**
 * Takes lives out of the clone's record whose units have been taken out of the build directory, and what else went
 * with their worktrees. `unreachable`: worktrees that git knows and that are not there now.
 */
export async function forgetLives(
  repository: Repository,
  o: { readonly lives: readonly Life[]; readonly unreachable: readonly string[]; readonly timeoutMs: number },
): Promise<void> {
  const gone = new Set(o.lives.map(({ wrapper }) => wrapper));
  const isOut = (path: string): boolean => o.unreachable.some((worktree) => path.startsWith(`${worktree}/`));
  await withSetupLock(repository, o.timeoutMs, async () => {
    const record = readRecord(repository);
    if (record?.shared === undefined) return;
    const lives = record.shared.lives.filter(({ wrapper }) => !gone.has(wrapper));
    const shared = amendShared({ ...record.shared, lives }, [], o.unreachable);
    const directories = record.directories.filter((path) => stat(dirname(path)) !== undefined || isOut(path));
    // Where it cannot be written the next run looks again.
    attempt(() => writeRecord(repository, { ...record, directories, shared }));
  });
}
