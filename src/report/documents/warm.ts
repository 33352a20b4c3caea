import type { FailureDocument, RefusalDocument, StoreReference } from './common.ts';
import type { SaveDocument } from './save.ts';

/** What a warm did with one build directory. */
export interface WarmedDirectory {
  /** The first workspace that builds here, relative to the worktree; empty at its root. */
  readonly workspace: string;
  /** A build directory nested in it, such as `rust-analyzer`; with a slash in front, one in the workspace's root; empty for itself. */
  readonly subdirectory: string;
  readonly buildDirectory: string;
  /** Units placed where none stood. */
  readonly placed: number;
  /** Units that were right already. */
  readonly kept: number;
  /** Units placed over ones whose inputs no longer match. */
  readonly replaced: number;
  /** Units that cargo will build again because what they stand on changed. */
  readonly invalidated: number;
  readonly refusals: readonly RefusalDocument[];
}

/** Something that a person should know. The further fields depend on the code. More codes may come. */
export interface WarmNoteDocument {
  readonly code: string;
  readonly [field: string]: unknown;
}

/** A unit that was to be compiled aside, for its first edit. */
export interface PreparedUnit {
  readonly package: string;
  readonly slot: string;
  readonly state: 'compiled' | 'there' | 'left';
  /** Why it was left; empty else. */
  readonly why: string;
}

/** What `cargo share warm` did with a worktree. */
export interface WarmDocument {
  readonly schema: 1;
  readonly command: 'warm';
  readonly store: StoreReference;
  readonly worktree: string;
  /** What was saved first, from this worktree and from the others. */
  readonly saves: readonly SaveDocument[];
  readonly directories: readonly WarmedDirectory[];
  /** How many bytes landed by which way. */
  readonly bytes: { readonly linked: number; readonly copied: number; readonly reflinked: number };
  readonly notes: readonly WarmNoteDocument[];
  /** With `--incremental`. */
  readonly incremental?: readonly PreparedUnit[];
  /** With `--incremental`: why nothing more was compiled aside. */
  readonly incrementalFailure?: FailureDocument;
  /** Why it stopped early; what was placed before is whole. */
  readonly failure?: FailureDocument;
}
