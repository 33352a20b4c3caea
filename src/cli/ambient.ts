import type { Ambient } from '../engine/clone/ambient.ts';
import { isShared, type Clone } from '../engine/clone/clone.ts';
import type { Store } from '../store/open.ts';
import { placementOf, type CommandContext } from './context.ts';

/** What saving and warming of this run work with; `more` where a command knows better. */
export function ambientOf(context: CommandContext, clone: Clone, store: Store, more: Partial<Ambient> = {}): Ambient {
  return { ...ambientWithout(context, clone), store, ...more };
}

/** The same for who may do without a store. */
export function ambientWithout(context: CommandContext, clone: Clone): Omit<Ambient, 'store'> {
  return {
    repository: clone.repository.commonDirectory,
    settings: { ...placementOf(clone), copyLockfile: clone.settings.copyLockfile, mode: isShared(clone) ? 'shared' : 'linked' },
    env: context.env,
    shellOf: clone.repository.worktree,
    mayRunCargo: true,
    dryRun: context.dryRun,
  };
}
