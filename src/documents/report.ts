import type { SharedDirectory, StatusDocument, StatusWorktree } from './status.ts';

/** Sums over the history that is kept: bytes are logical, times in milliseconds. */
export interface ReportTotals {
  readonly warms: number;
  readonly placed: number;
  /** What compiling the placed units took where they were built, summed over units. */
  readonly compilerMs: number;
  readonly warmMs: number;
  readonly shared: number;
  readonly copied: number;
  readonly saves: number;
  readonly saved: number;
}

export interface ReportWorktree extends StatusWorktree {
  /** By profile directory; `exclusive` is what deleting it would free. */
  readonly profiles: readonly { readonly profile: string; readonly logical: number; readonly exclusive: number }[];
}

/** `at` is in milliseconds since 1970, `tookMs` in milliseconds. */
export interface ReportEvent {
  readonly what: 'save' | 'warm';
  readonly at: number;
  readonly worktree: string;
  readonly tookMs: number;
}

/** What `cargo share report` shows. */
export interface ReportDocument {
  readonly schema: 1;
  readonly command: 'report';
  /** The HTML file. */
  readonly file: string;
  readonly totals: ReportTotals;
  readonly mode: string | null;
  readonly store: StatusDocument['store'];
  readonly shared: readonly SharedDirectory[];
  readonly worktrees: readonly ReportWorktree[];
  /** What was saved and warmed, oldest first. */
  readonly events: readonly ReportEvent[];
}
