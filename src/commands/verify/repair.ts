import { openGrave } from '../../store/collect.ts';
import type { Store } from '../../store/open.ts';
import { lockStore } from '../../store/stage.ts';
import { forgetSaved } from '../../store/targets.ts';
import type { Failure } from '../../system/failure.ts';
import { INTERRUPTED, isInterrupted, type Stopping } from '../../system/interruption.ts';
import { err, ok, type Result } from '../../system/result.ts';
import type { Damage, DamageReason } from './damage.ts';
import { examineUnit } from './examine.ts';

const LOCK_TIMEOUT_MS = 30_000;

/**
 * Damage of the store's own records: the worktrees' files are as they were built, and may be saved again. A blob that
 * was edited in place is the worktree's file too, and must not.
 */
const OWN: ReadonlySet<DamageReason> = new Set(['manifest', 'pack', 'absent']);

/** Only bytes tell of these. */
const DEEP: ReadonlySet<DamageReason> = new Set(['content', 'pack', 'unreadable']);

/** Drops what is still damaged, while writers are kept out; answers how many units are gone. A signal ends it between two. */
export async function dropDamaged(store: Store, damaged: readonly Damage[], signal?: Stopping): Promise<Result<number, Failure>> {
  if (damaged.length === 0) return ok(0);
  const lock = await lockStore(store, { mode: 'exclusive', timeoutMs: LOCK_TIMEOUT_MS });
  if (!lock.ok) return lock;
  const grave = openGrave(store);
  try {
    const again = new Set(damaged.filter(({ reason }) => OWN.has(reason)).map(({ key }) => key));
    forgetSaved(store, (key) => again.has(key));
    let gone = 0;
    for (const { key, reason } of damaged) {
      if (await isInterrupted(signal)) return err(INTERRUPTED);
      const now = examineUnit(store, key, DEEP.has(reason));
      const isGone = typeof now === 'string' || !('reason' in now) || grave.drop(key).ok;
      if (isGone) gone += 1;
    }
    return ok(gone);
  } finally {
    grave.close();
    lock.value.release();
  }
}
