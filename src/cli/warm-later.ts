import { FIRST_HANDED_ON } from '../system/process.ts';
import { auditLater } from './audit-later.ts';
import { LIKE_A_HOOK, runWarm, WARM_SECONDS, type WarmPlace } from './commands/warm.ts';
import type { CommandContext } from './context.ts';
import { prepareLater } from './prepare-edits.ts';
import { startLater } from './start-later.ts';

/** Not git's: the rest of a warm that git was not kept waiting for. Its arguments: which hook it was, and how many of cargo's locks came along. */
export const WARM_LATER = 'warm-later';

const ADDED = 'added';

/**
 * Has the rest of a warm done by a process of its own, for which nobody waits. With `locks`, open files that hold cargo's, it
 * places what is stored, and a cargo that is started meanwhile waits for it; without any it saves first, as a hook does, and
 * waits for cargo. False where the system refused.
 */
export function warmLater(context: CommandContext, { isAdded, locks }: { readonly isAdded: boolean; readonly locks: readonly number[] }): boolean {
  return startLater(context, ['hook', WARM_LATER, isAdded ? ADDED : 'changed', String(locks.length)], locks);
}

/** What {@link warmLater} has started. */
export async function warmRest(context: CommandContext, place: WarmPlace, [hook, locks]: readonly string[]): Promise<void> {
  const { clone } = place;
  const warmed = await runWarm(context, place, {
    ...LIKE_A_HOOK,
    mayRunCargo: false,
    isAdded: hook === ADDED,
    patience: { seconds: WARM_SECONDS, inheritedLocks: Array.from({ length: Number(locks) }, (_, index) => FIRST_HANDED_ON + index) },
  });
  auditLater(context, clone, warmed.saves);
  prepareLater(context, clone, warmed);
}
