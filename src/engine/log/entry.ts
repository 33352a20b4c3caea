import type { Failure } from '../../system/failure.ts';

/** What one line of the log says. */
export type LogEvent =
  /** A command or hook began. */
  | { readonly event: 'start'; readonly arguments: readonly string[]; readonly directory: string }
  | { readonly event: 'end'; readonly milliseconds: number; readonly status: number }
  /** What was placed in a build directory; how often each reason kept a unit out. */
  | { readonly event: 'warmed'; readonly worktree: string; readonly buildDirectory: string; readonly placed: number; readonly kept: number; readonly replaced: number; readonly invalidated: number; readonly refused: Readonly<Record<string, number>> }
  | { readonly event: 'saved'; readonly worktree: string; readonly buildDirectory: string; readonly units: number; readonly saved: number; readonly skipped?: string; readonly refused: Readonly<Record<string, number>> }
  /** What a collection dropped, in bytes that were freed. */
  | { readonly event: 'collected'; readonly dropped: number; readonly freed: number; readonly left: number }
  /** What removed worktrees had left in the build directory of shared mode. */
  | { readonly event: 'kept-budget'; readonly limit: number; readonly held: number; readonly removed: number; readonly freed: number }
  | { readonly event: 'collected-removed'; readonly worktrees: readonly string[]; readonly removed: number; readonly complete: boolean }
  /** What was compiled aside in a worktree for the first edit; how often each reason left a unit as it was. */
  | { readonly event: 'prepared'; readonly worktree: string; readonly compiled: number; readonly there: number; readonly left: Readonly<Record<string, number>> }
  /** A damaged unit that a verification found. */
  | { readonly event: 'damaged'; readonly key: string; readonly reason: string; readonly path: string }
  /** One unit that was placed; only at level `debug`. */
  | { readonly event: 'placed'; readonly slot: string }
  /** One unit that was left to cargo, with the refusal's own fields; only at level `debug`. */
  | { readonly event: 'left'; readonly while: 'saving' | 'warming'; readonly slot: string; readonly refusal: object }
  /** Something a person was told. */
  | { readonly event: 'note'; readonly note: object }
  /** Sharing failed as can be expected. */
  | { readonly event: 'failure'; readonly worktree?: string; readonly failure: Failure }
  /** A mistake in this program. */
  | { readonly event: 'bug'; readonly message: string; readonly stack: string };

/** A line: what happened, when, in which run of which version. */
export type LogEntry = LogEvent & { readonly at: string; readonly run: string; readonly version: string };

export type LogLevel = 'off' | 'info' | 'debug';
