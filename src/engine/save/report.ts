import type { Failure } from '../../system/failure.ts';
import type { AbsolutePath } from '../../system/brand.ts';
import type { Slot } from '../../units/model.ts';
import type { SaveRefusal } from '../../units/refusal.ts';

/** What a save did with one build directory. */
export interface DirectorySave {
  /** Of the (first) workspace that builds here, relative to the worktree; `''` at its root. */
  readonly workspace: string;
  /** A build directory nested in it, such as `rust-analyzer`; `''` for itself. */
  readonly subdirectory: string;
  readonly buildDirectory: AbsolutePath;
  /** Not looked at: cargo is building there, or git tracks files there. */
  readonly skipped: 'busy' | 'tracked' | undefined;
  /** Units present. */
  readonly units: number;
  /** Saved now. */
  readonly saved: number;
  /** Saved before and not built since. */
  readonly known: number;
  readonly refusals: readonly RefusedUnit[];
}

export interface RefusedUnit {
  readonly slot: Slot;
  readonly package: string;
  readonly refusal: SaveRefusal;
}

export interface WorktreeSave {
  readonly worktree: AbsolutePath;
  readonly directories: readonly DirectorySave[];
  /** Why the save stopped early; what was saved before is whole. */
  readonly failure: Failure | undefined;
}
