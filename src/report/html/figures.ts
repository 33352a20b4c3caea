import type { HistoryEvent } from '../../commands/history/event.ts';

/** What sharing did, as the history has it. */
export interface Totals {
  readonly warms: number;
  readonly placed: number;
  /** Milliseconds that the clock went on while placed units were compiled where they were built. */
  readonly compilerMs: number;
  /** Milliseconds that warming took. */
  readonly warmMs: number;
  readonly shared: number;
  readonly copied: number;
  readonly saves: number;
  readonly saved: number;
}

export function totalsOf(events: readonly HistoryEvent[]): Totals {
  const totals = { warms: 0, placed: 0, compilerMs: 0, warmMs: 0, shared: 0, copied: 0, saves: 0, saved: 0 };
  for (const event of events) {
    if (event.what === 'save') {
      totals.saves += 1;
      totals.saved += event.saved;
      continue;
    }
    totals.warms += 1;
    totals.placed += event.placed;
    totals.compilerMs += event.compilerMs;
    totals.warmMs += event.tookMs;
    totals.shared += event.bytes.shared;
    totals.copied += event.bytes.copied;
  }
  return totals;
}

/** The compiler's time that was saved up to and with each warm, in milliseconds. */
export function savedOverTime(events: readonly HistoryEvent[]): { readonly at: number; readonly savedMs: number }[] {
  let savedMs = 0;
  return events.flatMap((event) => (event.what === 'warm' ? [{ at: event.at, savedMs: (savedMs += event.compilerMs) }] : []));
}

/** `42 s`, `13 min`, `2.5 h`. */
export function formatTime(ms: number): string {
  const seconds = ms / 1000;
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  if (seconds < 120) return `${Math.round(seconds)} s`;
  const minutes = seconds / 60;
  return minutes < 120 ? `${Math.round(minutes)} min` : `${(minutes / 60).toFixed(1)} h`;
}
