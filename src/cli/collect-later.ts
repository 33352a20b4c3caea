import type { Settings } from '../engine/clone/settings.ts';
import { isGcDue, noteGc } from '../commands/gc/schedule.ts';
import type { WorktreeSave } from '../engine/save/report.ts';
import type { Store } from '../store/open.ts';
import type { CommandContext } from './context.ts';
import { startInBackground } from './start-later.ts';

/**
 * After a save that added something: has the store looked at by a process of its own, if nobody did lately, and the
 * worktrees' build directories where the user has set what they may hold.
 */
export function collectLater(context: CommandContext, o: { readonly store: Store; readonly saves: readonly WorktreeSave[]; readonly settings: Pick<Settings, 'budget'> }): void {
  const { store, saves } = o;
  if (context.dryRun || !saves.some((save) => save.directories.some((directory) => directory.saved > 0))) return;
  if (!isGcDue(store)) return;
  noteGc(store);
  startInBackground(context, 'gc');
  if (o.settings.budget !== undefined) startInBackground(context, 'reclaim');
}
