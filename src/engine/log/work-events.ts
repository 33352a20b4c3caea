import type { Prepared } from '../../engine/incremental/compile-units.ts';
import type { WorktreePreparation } from '../../engine/incremental/prepare-worktree.ts';
import type { WorktreeSave } from '../save/report.ts';
import type { WorktreeWarm } from '../warm/report.ts';
import type { LogEvent } from './entry.ts';
import type { Log } from './log.ts';

/** Logs a save: a line for each build directory, and at level `debug` one for each unit that was not saved. */
export function logSave(log: Log, save: WorktreeSave): void {
  log.write(...saveEvents(log, save));
}

/** Logs a warm, with the saves before it. */
export function logWarm(log: Log, warm: WorktreeWarm): void {
  const { worktree } = warm;
  const events: LogEvent[] = warm.saves.flatMap((save) => saveEvents(log, save));
  for (const { buildDirectory, placed, kept, replaced, invalidated, refusals, placing } of warm.directories) {
    events.push({ event: 'warmed', worktree, buildDirectory, placed, kept, replaced, invalidated, refused: byReason(refusals) });
    if (log.level !== 'debug') continue;
    events.push(...placing.map((slot) => ({ event: 'placed', slot }) as const), ...left('warming', refusals));
  }
  for (const note of warm.notes) events.push({ event: 'note', note });
  if (warm.failure !== undefined) events.push({ event: 'failure', worktree, failure: warm.failure });
  log.write(...events);
}

/** Logs what was compiled aside without being asked for. */
export function logPreparation(log: Log, { worktree, units, failure }: WorktreePreparation): void {
  const of = (state: Prepared['state']): number => units.filter((unit) => unit.state === state).length;
  const events: LogEvent[] = units.length === 0 ? [] : [{ event: 'prepared', worktree, compiled: of('compiled'), there: of('there'), left: leftBecause(units) }];
  if (failure !== undefined) events.push({ event: 'failure', worktree, failure });
  log.write(...events);
}

function leftBecause(units: readonly Prepared[]): Record<string, number> {
  return byReason(units.flatMap((unit) => (unit.state === 'left' ? [{ slot: unit.manifest.slot, refusal: { reason: unit.because } }] : [])));
}

function saveEvents(log: Log, { worktree, directories, failure }: WorktreeSave): LogEvent[] {
  const events: LogEvent[] = [];
  for (const { buildDirectory, units, saved, skipped, refusals } of directories) {
    const refused = byReason(refusals);
    events.push({ event: 'saved', worktree, buildDirectory, units, saved, ...(skipped !== undefined && { skipped }), refused });
    if (log.level === 'debug') events.push(...left('saving', refusals));
  }
  if (failure !== undefined) events.push({ event: 'failure', worktree, failure });
  return events;
}

type Refusals = readonly { readonly slot: string; readonly refusal: { readonly reason: string } }[];

function byReason(refusals: Refusals): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { refusal } of refusals) counts[refusal.reason] = (counts[refusal.reason] ?? 0) + 1;
  return counts;
}

function left(during: 'saving' | 'warming', refusals: Refusals): LogEvent[] {
  return refusals.map(({ slot, refusal }) => ({ event: 'left', while: during, slot, refusal }));
}
