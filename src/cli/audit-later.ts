import type { Clone } from '../engine/clone/clone.ts';
import type { WorktreeSave } from '../engine/save/report.ts';
import type { CommandContext } from './context.ts';
import { startInBackground } from './start-later.ts';

/** After a save that added something: has it observed by a process of its own, so that git does not wait for it. */
export function auditLater(context: CommandContext, clone: Clone, saves: readonly WorktreeSave[]): void {
  if (context.dryRun || !clone.settings.audit || !saves.some((save) => save.directories.some((directory) => directory.saved > 0))) return;
  startInBackground(context, 'audit');
}
