import type { UnusedState } from '../../engine/incremental/brought.ts';
import type { AbsolutePath } from '../../system/brand.ts';
import type { EvidenceKind } from '../../units/evidence.ts';
import type { Slot } from '../../units/model.ts';
import type { PlaceRefusal, SaveRefusal } from '../../units/refusal.ts';

/** Why no stored build of a unit is used. */
export type Unused =
  /** The newest stored one does not fit here. */
  | { readonly at: 'placing'; readonly refusal: PlaceRefusal }
  /** It stands in a worktree, and is not shared from there. */
  | { readonly at: 'saving'; readonly refusal: SaveRefusal; readonly worktree: AbsolutePath };

/** What becomes of one unit that the next build needs. */
export interface ExplainedUnit {
  readonly package: string;
  readonly version: string;
  /** `lib`, `bin`, `proc-macro`, `test`, `custom-build`, `run-build-script`, …; null where cargo did not say. */
  readonly kind: string | null;
  readonly target: string | null;
  readonly unitHash: string | null;
  readonly slot: Slot | null;
  /** `fresh`: used as it stands. `placeable`: `cargo share warm` would bring it, or what it was built on. `build`: cargo builds it. */
  readonly state: 'fresh' | 'placeable' | 'build';
  /** Cargo's words for why it builds a unit that stands there; null where it is fresh or not there. */
  readonly dirty: string | null;
  readonly unused: Unused | null;
  /** What its stored build is known by, or why there is none; null where nothing of the kind was asked. */
  readonly evidence: EvidenceKind | null;
  /** Its crate is the repository's own. */
  readonly isOwn: boolean;
}

/** A unit that others are built for, or not shared for; and all those, itself first. */
export interface Culprit<U> {
  readonly unit: U;
  readonly because: readonly U[];
}

/** A unit of this worktree that others do not get. */
export interface UnsharedUnit {
  readonly package: string;
  readonly slot: Slot;
  readonly refusal: SaveRefusal;
  readonly isOwn: boolean;
}

export interface WorkspaceExplanation {
  readonly workspace: AbsolutePath;
  readonly buildDirectory: AbsolutePath;
  readonly units: readonly ExplainedUnit[];
  /** The units to build, by what they are built for; those that cost most first. */
  readonly culprits: readonly Culprit<ExplainedUnit>[];
  /** As cargo names them in `Fresh` and `Compiling` lines. */
  readonly freshPackages: readonly string[];
  readonly builtPackages: readonly string[];
  /** What was compiled aside for the first edit of a crate, and rustc has not used. */
  readonly unusedIncremental: readonly UnusedState[];
}

export interface Explanation {
  readonly worktree: AbsolutePath;
  /** The cargo command that is foretold. */
  readonly command: readonly string[];
  /** Whether there is a store at all: without one only cargo was asked. */
  readonly stored: boolean;
  readonly workspaces: readonly WorkspaceExplanation[];
  /** What this worktree has and does not share, by culprit; those that cost most first. */
  readonly unshared: readonly Culprit<UnsharedUnit>[];
}
