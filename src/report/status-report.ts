import type { StatusDocument } from '../documents/status.ts';
import { basename } from 'node:path';
import type { Status, WorktreeStatus } from '../status/status.ts';
import { count, formatBytes } from './bytes.ts';
import type { Reporter } from './reporter.ts';

export function statusDocument(status: Status): StatusDocument {
  const { mode, store, shared, worktrees } = status;
  return { schema: 1, command: 'status', mode: mode ?? null, store, shared, worktrees };
}

const HEAD = ['Worktree', 'Branch', 'Units', 'Shared', 'Size', 'On disk', 'Its own'] as const;

export function reportStatus(status: Status, reporter: Reporter): void {
  const { store } = status;
  const mode = status.mode === undefined ? 'not set up (run `cargo share init`)' : status.mode;
  reporter.result(`Mode:  ${mode}`);
  reporter.result(`Store: ${store.path}`);
  reporter.result(`       ${count(store.units, 'unit')}, ${formatBytes(store.logical)} (${formatBytes(store.physical)} on disk, shared with the worktrees)`);
  reporter.result('');
  const shared = status.shared.map(({ path, worktrees, units, bytes }) => cells(basename(path), `of ${worktrees.length} worktrees`, { units, bytes }));
  const rows = [HEAD, ...status.worktrees.map(row), ...shared];
  const widths = HEAD.map((_, column) => Math.max(...rows.map((cells) => cells[column]?.length ?? 0)));
  for (const texts of rows) {
    const line = texts.map((cell, column) => (column < 2 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0)));
    reporter.result(line.join('  ').trimEnd());
  }
}

function row(worktree: WorktreeStatus): string[] {
  return cells(basename(worktree.path), worktree.branch ?? worktree.commit?.slice(0, 9) ?? '-', worktree);
}

function cells(name: string, of: string, { units, bytes }: Pick<WorktreeStatus, 'units' | 'bytes'>): string[] {
  return [
    name,
    of,
    String(units.total),
    String(units.shared),
    formatBytes(bytes.logical),
    formatBytes(bytes.physical),
    formatBytes(bytes.exclusive),
  ];
}
