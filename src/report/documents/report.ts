import type { SharedDirectory, StatusDocument, StatusWorktree } from './status.ts';

/** Sums over the history that is kept: bytes are logical, times in milliseconds. */
export interface ReportTotals {
  readonly warms: number;
  readonly placed: number;
  /** How long the clock went on while the placed units were compiled where they were built; side by side counts once. */
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

interface Happened {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly worktree: string;
  /** Milliseconds. */
  readonly tookMs: number;
}

export interface ReportSaveEvent extends Happened {
  readonly what: 'save';
  /** Units saved then. */
  readonly saved: number;
  /** Units looked at and left to cargo. */
  readonly refused: number;
}

export interface ReportWarmEvent extends Happened {
  readonly what: 'warm';
  readonly placed: number;
  readonly kept: number;
  /** Units left to cargo. */
  readonly left: number;
  /** Logical bytes of what was placed: `shared` takes no further room on the disk. */
  readonly bytes: { readonly shared: number; readonly copied: number };
  /** How long the clock went on while the placed units were compiled where they were built, in milliseconds; side by side counts once. */
  readonly compilerMs: number;
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
  readonly events: readonly (ReportSaveEvent | ReportWarmEvent)[];
}
