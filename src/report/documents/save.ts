import type { FailureDocument, RefusalDocument, StoreReference } from './common.ts';

/** What a save did with one build directory. */
export interface SavedDirectory {
  /** The first workspace that builds here, relative to the worktree; empty at its root. */
  readonly workspace: string;
  /** A build directory nested in it, such as `rust-analyzer`; empty for itself. */
  readonly subdirectory: string;
  readonly buildDirectory: string;
  /** Not looked at: cargo is building there, or git tracks files there. */
  readonly skipped?: 'busy' | 'tracked';
  /** Units present. */
  readonly units: number;
  /** Saved now. */
  readonly saved: number;
  /** Saved before, and not built since. */
  readonly known: number;
  /** How many {@link refusals} there are. */
  readonly refused: number;
  readonly refusals: readonly RefusalDocument[];
}

/** What `cargo share save` did with a worktree. */
export interface SaveDocument {
  readonly schema: 1;
  readonly command: 'save';
  readonly store: StoreReference;
  readonly worktree: string;
  readonly directories: readonly SavedDirectory[];
  /** Why it stopped early; what was saved before is whole. */
  readonly failure?: FailureDocument;
}
