import type { Machine } from '../machine.ts';

/** `broken`: it builds from scratch, and not here. */
export type Verdict = 'right' | 'wrong' | 'broken';

/** What one way made of one second worktree. */
export interface Outcome {
  readonly way: string;
  readonly situation: string;
  /** What is different in the second worktree. */
  readonly difference: string;
  readonly verdict: Verdict;
  /** Packages that cargo compiled there. A compiler cache has them all compiled. */
  readonly compiled: number;
}

/** One file of `bench/results/situations`. */
export interface SituationsResult {
  readonly schema: 1;
  readonly share: string;
  readonly seconds: number;
  readonly machine: Machine;
  /** Versions of the programs that the ways need. */
  readonly programs: Readonly<Record<string, string>>;
  readonly left: readonly { readonly way: string; readonly why: string }[];
  readonly ways: readonly string[];
  readonly outcomes: readonly Outcome[];
}
