import { basename } from 'node:path';
import type { Status, WorktreeStatus } from '../status/status.ts';
import { count, formatBytes } from './bytes.ts';
import type { Reporter } from './reporter.ts';

export function statusDocument(status: Status): object {
  const { mode, store, worktrees } = status;
  return { schema: 1, command: 'status', mode: mode ?? null, store, worktrees };
}

const HEAD = ['Worktree', 'Branch', 'Units', 'Shared', 'Size', 'On disk', 'Its own'] as const;

export function reportStatus(status: Status, reporter: Reporter): void {
  const { store } = status;
  const mode = status.mode === undefined ? 'not set up (run `cargo share init`)' : status.mode;
  reporter.result(`Mode:  ${mode}`);
  reporter.result(`Store: ${store.path}`);
  reporter.result(`       ${count(store.units, 'unit')}, ${formatBytes(store.logical)} (${formatBytes(store.physical)} on disk, shared with the worktrees)`);
  reporter.result('');
  const rows = [HEAD, ...status.worktrees.map(row)];
  const widths = HEAD.map((_, column) => Math.max(...rows.map((cells) => cells[column]?.length ?? 0)));
  for (const cells of rows) {
    const line = cells.map((cell, column) => (column < 2 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0)));
    reporter.result(line.join('  ').trimEnd());
  }
}

function row(worktree: WorktreeStatus): string[] {
  const { units, bytes } = worktree;
  return [
    basename(worktree.path),
    worktree.branch ?? worktree.commit?.slice(0, 9) ?? '-',
    String(units.total),
    String(units.shared),
    formatBytes(bytes.logical),
    formatBytes(bytes.physical),
    formatBytes(bytes.exclusive),
  ];
}
