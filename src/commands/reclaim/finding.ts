import type { AbsolutePath } from '../../system/brand.ts';
import type { FileStat } from '../../system/fs.ts';

/** Why build output serves nobody, or why it need not be there twice. */
export type FindingReason =
  /** The unit lacks what cargo asks for: cargo would build it anew. */
  | { readonly reason: 'incomplete' }
  /** The unit stands on one that has been rebuilt or removed since. */
  | { readonly reason: 'superseded' }
  /** No worktree and no local branch has this version of the package in its `Cargo.lock`. */
  | { readonly reason: 'not-in-lockfile' }
  /** Compiled by a rustc that is no longer installed. */
  | { readonly reason: 'compiler-gone' }
  /** Outputs without a record of cargo's: left by an interrupted build. */
  | { readonly reason: 'no-unit' }
  /** Object files with debug information of a program that was linked anew since. */
  | { readonly reason: 'objects-superseded' }
  /** Incremental state of a crate that no unit here is of. */
  | { readonly reason: 'incremental-no-crate' }
  /** Incremental state that no build has used for so many days. */
  | { readonly reason: 'incremental-unused'; readonly days: number }
  | { readonly reason: 'worktree-gone'; readonly worktree: AbsolutePath }
  /** A configuration file makes cargo build elsewhere. */
  | { readonly reason: 'target-directory-elsewhere'; readonly file: string; readonly now: AbsolutePath }
  | { readonly reason: 'build-directory-elsewhere'; readonly file: string; readonly now: AbsolutePath }
  /** The same bytes stand in another worktree. */
  | { readonly reason: 'same-bytes' }
  /** Incremental state: without it the next edit of each crate compiles the crate whole. */
  | { readonly reason: 'incremental' }
  /** Units that the store has: warming brings them back. */
  | { readonly reason: 'stored' }
  /** Units that nobody else has: the next build that needs them compiles them. */
  | { readonly reason: 'only-here' };

/** `budget`: a build would still use it. */
export type FindingKind = 'stale' | 'orphaned' | 'shadowed' | 'duplicate' | 'budget';

/** One file that becomes another's: a second name of its inode, or a sharer of its blocks. */
export interface Merge {
  /** Absolute. */
  readonly from: string;
  /** Absolute: all names of the inode that goes, below the worktree's own directories. */
  readonly names: readonly string[];
  readonly way: 'link' | 'extents';
  readonly size: number;
  /** {@link stampOf} the two as their bytes were compared. */
  readonly stamps: { readonly from: string; readonly to: string };
}

/** Changes with every edit of a file that does not set its time back; a further name leaves it as it is. */
export function stampOf(stat: FileStat): string {
  return `${stat.dev}:${stat.ino}:${stat.size}:${stat.mtimeNs}`;
}

/** Build output of one directory that can be given back. */
export interface Finding {
  readonly kind: FindingKind;
  readonly reason: FindingReason;
  /** The build or target directory that it lies in. */
  readonly directory: AbsolutePath;
  /** Undefined where there is none any more, or several build in there. */
  readonly worktree: AbsolutePath | undefined;
  /** Units for `stale` and `budget`, files for `duplicate`, else 0. */
  readonly count: number;
  /** What is deleted, relative to {@link directory}. */
  readonly paths: readonly string[];
  readonly merges: readonly Merge[];
  /** `physical`: what doing this alone gives back to the file system. */
  readonly bytes: Bytes;
}

export interface Bytes {
  readonly logical: number;
  readonly physical: number;
}

export type WithoutBytes = Omit<Finding, 'bytes'>;
