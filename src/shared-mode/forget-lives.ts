import { withSetupLock } from '../init/setup-lock.ts';
import { readRecord, writeRecord } from '../init/record.ts';
import type { Repository } from '../git/repository.ts';
import { attempt } from '../system/attempt.ts';
import type { Life } from './lives.ts';

/** Takes lives out of the clone's record whose units have been taken out of the build directory. */
export async function forgetLives(repository: Repository, lives: readonly Life[], timeoutMs: number): Promise<void> {
  const gone = new Set(lives.map(({ wrapper }) => wrapper));
  await withSetupLock(repository, timeoutMs, async () => {
    const record = readRecord(repository);
    if (record?.shared === undefined) return;
    const shared = { ...record.shared, lives: record.shared.lives.filter(({ wrapper }) => !gone.has(wrapper)) };
    // Where it cannot be written the next run looks again.
    attempt(() => writeRecord(repository, { ...record, shared }));
  });
}
