import { isGcDue, noteGc } from '../gc/schedule.ts';
import type { WorktreeSave } from '../save/report.ts';
import type { Store } from '../store/open.ts';
import type { CommandContext } from './context.ts';
import { startLater } from './start-later.ts';

/** After a save that added something: has the store looked at by a process of its own, if nobody did lately. */
export function collectLater(context: CommandContext, store: Store, saves: readonly WorktreeSave[]): void {
  if (context.dryRun || !saves.some((save) => save.directories.some((directory) => directory.saved > 0))) return;
  if (!isGcDue(store)) return;
  noteGc(store);
  startLater(context, ['gc', '--background']);
}
