import { bytesOfTally } from '../commands/history/event.ts';
import { recordEvent } from '../commands/history/history.ts';
import type { WorktreeSave } from '../engine/save/report.ts';
import type { Store } from '../store/open.ts';
import type { AbsolutePath } from '../system/brand.ts';
import type { WorktreeWarm } from '../engine/warm/report.ts';

/** A clone and its store, for the history that `report` shows. */
interface Place {
  readonly store: Store;
  readonly repository: AbsolutePath;
}

/** Notes a save that added something. `tookMs` covers all of `saves`. */
export function rememberSaves({ store, repository }: Place, saves: readonly WorktreeSave[], tookMs: number): void {
  for (const { worktree, directories } of saves) {
    const saved = directories.reduce((sum, d) => sum + d.saved, 0);
    const refused = directories.reduce((sum, d) => sum + d.refusals.length, 0);
    if (saved > 0) recordEvent(store, repository, { what: 'save', at: Date.now(), worktree, tookMs: tookMs / saves.length, saved, refused });
  }
}

/** Notes a warm that placed something, and what it saved first. `tookMs` is that of all together. */
export function rememberWarm(place: Place, warm: WorktreeWarm, tookMs: number): void {
  rememberSaves(place, warm.saves, 0);
  const sum = (of: (d: WorktreeWarm['directories'][number]) => number): number => warm.directories.reduce((all, d) => all + of(d), 0);
  const placed = sum((d) => d.placed + d.replaced);
  if (placed === 0) return;
  recordEvent(place.store, place.repository, {
    what: 'warm',
    at: Date.now(),
    worktree: warm.worktree,
    tookMs,
    placed,
    kept: sum((d) => d.kept),
    left: sum((d) => d.refusals.length),
    bytes: bytesOfTally(warm.bytes),
    compilerMs: sum((d) => d.compilerMs),
  });
}
