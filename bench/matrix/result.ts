import type { Machine } from '../machine.ts';

/** What became of one second worktree. */
export interface Outcome {
  /** What was changed; for the same inputs, where. */
  readonly input: string;
  readonly way: string;
  /** Packages that cargo compiled. */
  readonly compiled: readonly string[];
  /** Why nothing stored was used for them, by `explain`. */
  readonly why: readonly string[];
  /** Whether the program did what it does after a build from scratch. */
  readonly right: boolean;
  /** What it did, where it was not right. */
  readonly printed: string | null;
  readonly scratch: string | null;
  /** Whether a build from scratch differs from the first worktree's at all. */
  readonly differs: boolean;
}

/** By what a unit of the first worktree is known. */
export interface UnitEvidence {
  readonly unit: string;
  readonly kind: 'recorded' | 'observed' | 'not observed' | 'left';
  /** What it was seen to ask for, or why it is left. */
  readonly what: readonly string[];
}

/** A macro's library, or a script, that ran under the observer. */
export interface Watched {
  readonly name: string;
  /** Whether the tool says that it can ask for nothing. */
  readonly incapable: boolean;
  /** What it was seen to ask for. */
  readonly asked: readonly string[];
}

/** One file of `bench/results/matrix`. */
export interface MatrixResult {
  readonly schema: 1;
  readonly crate: string;
  readonly version: string;
  readonly runs: string;
  readonly share: string;
  readonly seconds: number;
  readonly machine: Machine;
  readonly same: readonly Outcome[];
  readonly changes: readonly Outcome[];
  readonly evidence: readonly UnitEvidence[];
  readonly watched: readonly Watched[];
}

/** What stands in the table beside a crate that has no result. */
export interface LeftOut {
  readonly crate: string;
  readonly why: string;
}
