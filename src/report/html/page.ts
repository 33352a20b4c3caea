import { basename } from 'node:path';
import type { ReportDocument } from '../documents/report.ts';
import type { HistoryEvent } from '../../commands/history/event.ts';
import type { NextBuild } from '../../commands/status/next-build.ts';
import type { ProfileUse } from '../../commands/status/profiles.ts';
import type { Status, WorktreeStatus } from '../../commands/status/status.ts';
import type { SaveRefusal } from '../../units/refusal.ts';
import { count, formatBytes } from '../bytes.ts';
import { refusalWords } from '../refusal-words.ts';
import { statusDocument } from '../status-report.ts';
import { savedChart } from './chart.ts';
import { formatTime, savedOverTime, totalsOf } from './figures.ts';
import { bar, table, text } from './markup.ts';
import { STYLE } from './style.ts';

/** Everything that a report shows. */
export interface ReportData {
  readonly clone: string;
  readonly status: Status;
  /** By worktree path. */
  readonly profiles: ReadonlyMap<string, readonly ProfileUse[]>;
  readonly events: readonly HistoryEvent[];
  /** Milliseconds since 1970. */
  readonly madeAt: number;
}

const EVENTS_SHOWN = 50;

/** One HTML file that needs nothing else: no script, no network. */
export function reportPage(data: ReportData): string {
  const title = `cargo share: ${basename(data.clone.replace(/\/\.git$/, ''))}`;
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${text(title)}</title><style>${STYLE}</style></head><body>
<header><h1>${text(title)}</h1><p class="quiet">${text(new Date(data.madeAt).toISOString().slice(0, 16).replace('T', ' '))} UTC, mode ${text(data.status.mode ?? 'not set up')}, store <code>${text(data.status.store.path)}</code></p></header>
<main>
${cards(data)}
<section><h2>Compiling saved over time</h2>${savedChart(savedOverTime(data.events))}
<p class="quiet">What the compiler took for each reused unit where it was built, by the times of its files, added up over units: of several compilers at once each counts.</p></section>
<section><h2>Disk, by worktree and profile</h2>${disk(data)}</section>
<section><h2>Units, by worktree</h2>${units(data.status.worktrees)}</section>
<section><h2>Left to cargo, by reason</h2>${refusals(data.status.worktrees)}</section>
<section><h2>Saves and warms</h2>${timeline(data.events)}</section>
</main></body></html>
`;
}

function cards({ status, events }: ReportData): string {
  const totals = totalsOf(events);
  const { store } = status;
  const facts: readonly (readonly [string, string])[] = [
    [String(totals.placed), `units reused in ${count(totals.warms, 'warm')}`],
    [formatTime(totals.compilerMs), `on the clock that cargo need not compile, for ${formatTime(totals.warmMs)} of warming`],
    [formatBytes(totals.shared), `placed without taking disk (${formatBytes(totals.copied)} copied)`],
    [String(store.units), `units in the store: ${formatBytes(store.logical)}, ${formatBytes(store.physical)} on disk`],
  ];
  return `<ul class="cards">${facts.map(([figure, words]) => `<li><strong>${text(figure)}</strong>${text(words)}</li>`).join('')}</ul>`;
}

function disk({ status, profiles }: ReportData): string {
  const rows = status.worktrees.flatMap(({ path }) => (profiles.get(path) ?? []).map((use) => ({ path, ...use })));
  if (rows.length === 0) return '<p>Nothing is built in any worktree.</p>';
  const most = Math.max(...rows.map((row) => row.logical));
  const bars = rows.map(({ path, profile, logical, exclusive }) =>
    bar(`${basename(path)}: ${profile}`, `${formatBytes(logical)}, ${formatBytes(exclusive)} its own`, most, [
      { value: exclusive, kind: 'own' },
      { value: Math.max(0, logical - exclusive), kind: 'shared' },
    ]),
  );
  return `${key([['own', 'held by this profile alone'], ['shared', 'shared with the store or others']])}<ul class="bars">${bars.join('')}</ul>`;
}

function units(worktrees: readonly WorktreeStatus[]): string {
  const most = Math.max(1, ...worktrees.map((worktree) => worktree.units.total));
  const bars = worktrees.map(({ path, branch, nextBuild, units: { total, shared, refused } }) =>
    bar(`${basename(path)}${branch === null ? '' : ` (${branch})`}`, `${total}: ${shared} shared, ${refused} refused, ${total - shared - refused} not looked at${foreseen(nextBuild)}`, most, [
      { value: shared, kind: 'shared' },
      { value: refused, kind: 'refused' },
      { value: total - shared - refused, kind: 'own' },
    ]),
  );
  return `${key([['shared', 'shared'], ['refused', 'refused: left to cargo'], ['own', 'not looked at yet']])}<ul class="bars">${bars.join('')}</ul>`;
}

function foreseen(next: NextBuild | undefined): string {
  if (next === undefined) return '';
  return `; ready for the next build: ${next.ready}${next.warmable === undefined || next.warmable === 0 ? '' : `, ${next.warmable} more by a warm`}`;
}

function refusals(worktrees: readonly WorktreeStatus[]): string {
  const sums = new Map<string, { number: number; example: SaveRefusal }>();
  for (const { reason, units: number, example } of worktrees.flatMap((worktree) => worktree.refusals)) {
    sums.set(reason, { number: (sums.get(reason)?.number ?? 0) + number, example });
  }
  if (sums.size === 0) return '<p>Nothing: all that was looked at is shared.</p>';
  const rows = [...sums].sort((a, b) => b[1].number - a[1].number).map(([reason, { number, example }]) => [reason, number, refusalWords(example)]);
  return table('Units that are not shared', ['Reason', 'Units', 'For example'], rows);
}

function timeline(events: readonly HistoryEvent[]): string {
  if (events.length === 0) return '<p>Nothing yet.</p>';
  const shown = events.slice(-EVENTS_SHOWN).reverse();
  const rows = shown.map((event) => [
    new Date(event.at).toISOString().slice(0, 19).replace('T', ' '),
    event.what,
    basename(event.worktree),
    event.what === 'save'
      ? `${count(event.saved, 'unit')} saved, ${event.refused} left to cargo`
      : `${count(event.placed, 'unit')} placed, ${event.left} left to cargo, ${formatTime(event.compilerMs)} on the clock saved`,
    formatTime(event.tookMs),
  ]);
  const caption = events.length > EVENTS_SHOWN ? `The last ${EVENTS_SHOWN} of ${events.length}` : `All ${events.length}`;
  return table(caption, ['When (UTC)', 'What', 'Worktree', 'Did', 'Took'], rows);
}

function key(entries: readonly (readonly [string, string])[]): string {
  return `<ul class="key">${entries.map(([kind, words]) => `<li><span class="${kind}" aria-hidden="true"></span>${text(words)}</li>`).join('')}</ul>`;
}

/** The same as JSON. */
export function reportDocument({ status, profiles, events }: ReportData, file: string): ReportDocument {
  const { mode, store, shared, worktrees } = statusDocument(status);
  return {
    schema: 1,
    command: 'report',
    file,
    totals: totalsOf(events),
    mode,
    store,
    shared,
    worktrees: worktrees.map((worktree) => ({ ...worktree, profiles: profiles.get(worktree.path) ?? [] })),
    events,
  };
}
