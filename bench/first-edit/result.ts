import type { Machine } from '../machine.ts';

/** Seconds of one cargo command, and of all its processes' CPU. */
export interface Took {
  readonly wall: number;
  readonly cpu: number;
}

/** One first edit in a worktree that was compiled aside, beside the same in its donor; `plain`, without it, once for each command. */
export interface Sample {
  readonly command: string;
  readonly edit: string;
  readonly donor: Took;
  readonly prepared: Took;
  readonly plain?: Took;
}

export interface FirstEditResult {
  readonly workspace: string;
  readonly machine: Machine;
  readonly commands: readonly string[];
  /** Of the package that is edited. */
  readonly lines: number;
  readonly samples: readonly Sample[];
  /** What `warm --incremental` took after the worktree was warmed, for all members and commands. */
  readonly preparingSeconds: number;
  /** Bytes that it has added to the build directory. */
  readonly bytes: number;
}

/** Two fresh worktrees, one after the other: seconds of `git worktree add` and the first build, without and beside the background. */
export interface BackgroundPair {
  readonly without: number;
  readonly beside: number;
  /** From the beginning of `git worktree add` until everything was compiled aside. */
  readonly ended: number;
}

export interface BackgroundResult {
  readonly workspace: string;
  readonly machine: Machine;
  readonly pairs: readonly BackgroundPair[];
}
