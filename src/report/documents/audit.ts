import type { FailureDocument } from './common.ts';

/** What became of one unit that was observed. */
export interface AuditedUnitDocument {
  readonly package: string;
  readonly slot: string;
  /** A build script's run, or the expansion of macros. */
  readonly way: 'run' | 'expand';
  readonly state: 'observed' | 'left' | 'not-run';
  /** Why it is left to cargo, or could not be observed; empty where it was. */
  readonly why: string;
  /** What it was seen to ask for. */
  readonly asked: readonly string[];
}

/** What `cargo share audit` found out about a worktree's builds. */
export interface AuditDocument {
  readonly schema: 1;
  readonly command: 'audit';
  readonly worktree: string;
  readonly units: readonly AuditedUnitDocument[];
  readonly failure?: FailureDocument;
}
