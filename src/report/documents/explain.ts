import type { EvidenceKindDocument } from './common.ts';

/** What becomes of one unit that the next build needs. */
export interface ExplainedUnitDocument {
  readonly package: string;
  readonly version: string;
  /** `lib`, `bin`, `proc-macro`, `test`, `custom-build`, `run-build-script`, …; null where cargo did not say. */
  readonly kind: string | null;
  readonly target: string | null;
  readonly unitHash: string | null;
  /** Where it stands in the build directory. */
  readonly slot: string | null;
  /** `fresh`: used as it stands. `placeable`: `cargo share warm` would bring it, or what it was built on. `build`: cargo builds it. */
  readonly state: 'fresh' | 'placeable' | 'build';
  /** Cargo's words for why it builds a unit that stands there. */
  readonly dirty: string | null;
  /** Why no stored build of it is used; the refusal's fields depend on its reason. */
  readonly unused:
    | { readonly at: 'placing'; readonly refusal: ReasonDocument }
    | { readonly at: 'saving'; readonly refusal: ReasonDocument; readonly worktree: string }
    | null;
  /** What its stored build is known by, or why there is none; null where it was not asked. */
  readonly evidence: EvidenceKindDocument | null;
  /** Its crate is the repository's own. */
  readonly isOwn: boolean;
}

/** See docs/refusals.md. More reasons may come. */
export interface ReasonDocument {
  readonly reason: string;
  readonly [field: string]: unknown;
}

export interface ExplainedWorkspace {
  readonly workspace: string;
  readonly buildDirectory: string;
  readonly units: readonly ExplainedUnitDocument[];
  /** As cargo names them in `Fresh` and `Compiling` lines. */
  readonly freshPackages: readonly string[];
  readonly builtPackages: readonly string[];
  /** How many units are in each state. */
  readonly fresh: number;
  readonly placeable: number;
  readonly build: number;
  /** Units that others are built for, those that cost most first. */
  readonly culprits: readonly {
    readonly package: string;
    readonly unitHash: string | null;
    /** In words. */
    readonly why: string;
    /** What to do, in words. */
    readonly hint: string | null;
    /** How many units are built for it, itself included. */
    readonly cost: number;
    /** Their hashes. */
    readonly units: readonly (string | null)[];
  }[];
  /** What was compiled aside for the first edit of a crate, and rustc has not used. */
  readonly unusedIncremental: readonly {
    readonly crate: string;
    /** In the build directory. */
    readonly path: string;
    /** How many objects it held. */
    readonly objects: number;
  }[];
}

/** What `cargo share explain` says of the next build. */
export interface ExplainDocument {
  readonly schema: 1;
  readonly command: 'explain';
  readonly worktree: string;
  /** The cargo command that is foretold. */
  readonly cargo: readonly string[];
  /** Whether there is a store at all. */
  readonly stored: boolean;
  readonly workspaces: readonly ExplainedWorkspace[];
  /** What this worktree has and does not share, by culprit, those that cost most first. */
  readonly unshared: readonly {
    readonly package: string;
    readonly slot: string;
    readonly refusal: ReasonDocument;
    readonly why: string;
    readonly hint: string | null;
    readonly cost: number;
    readonly slots: readonly string[];
  }[];
}
