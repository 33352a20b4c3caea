import type { Machine } from '../machine.ts';

export interface LeftReason {
  readonly reason: string;
  /** Of the refusal, with the run's own directories as `<main>`, `<fresh>` and `<run>`. */
  readonly [field: string]: unknown;
}

/** A unit that cargo compiled in a fresh worktree. */
export interface LeftUnit {
  readonly package: string;
  readonly version: string;
  readonly kind: string;
  readonly target: string;
  /** Null: nothing says why. */
  readonly refusal: LeftReason | null;
  /** Cargo's words for why it builds one that stands there; null: it does not stand there. */
  readonly dirty: string | null;
  /** On the clock, in the cold build; null: cargo's timings do not have it. */
  readonly seconds: number | null;
}

/** One cargo command in the fresh worktree. */
export interface LeftOfCommand {
  readonly command: string;
  /** How many units it needs. */
  readonly units: number;
  /** Of the cold builds, the share of the units that this command needs. */
  readonly coldProcessorSeconds: number;
  /** Of the command in the fresh worktree, and of the same once more, when nothing is left to do. */
  readonly freshProcessorSeconds: number;
  readonly againProcessorSeconds: number;
  /** The same two on the clock, and `explain` of it. */
  readonly freshSeconds: number;
  readonly againSeconds: number;
  readonly explainSeconds: number;
  readonly left: readonly LeftUnit[];
  /** Packages of which cargo and `explain` do not say the same; empty is right. */
  readonly disagreed: readonly string[];
}

/** Whether a unit that was refused for a path holds the path of the place where it is built. */
export interface PathVerdict {
  readonly package: string;
  readonly kind: string;
  readonly target: string;
  readonly refusal: LeftReason;
  /**
   * `true`: built from scratch in the fresh worktree, the bytes that count hold that one's path. `false`: they hold none,
   * and the unit could have been shared. `unknown`: there is nothing to look through.
   */
  readonly leak: 'true' | 'false' | 'unknown';
  /** The place and the text around it, or why nothing was looked through. */
  readonly evidence: string;
}

/** A unit of the workspace's own, compiled from scratch in two worktrees. */
export interface ComparedUnit {
  readonly package: string;
  readonly kind: string;
  readonly target: string;
  /** Where the two first differ in what reaches a program; null: nowhere. */
  readonly differs: string | null;
}

/** One file of `bench/results/left`. */
export interface LeftResult {
  readonly schema: 2;
  readonly workspace: string;
  /** What is special about it. */
  readonly kind: string;
  readonly commit: string;
  readonly share: string;
  readonly seconds: number;
  readonly machine: Machine;
  /** What the main worktree and the clone took. */
  readonly setUp: {
    readonly coldProcessorSeconds: number;
    /** Saving and audits. */
    readonly initProcessorSeconds: number;
    /** `git worktree add` on the clock. */
    readonly addSeconds: number;
  };
  /** Units in the main worktree after all commands. */
  readonly present: number;
  /** How many of them were refused at saving, by reason. */
  readonly refused: Readonly<Record<string, number>>;
  readonly commands: readonly LeftOfCommand[];
  readonly paths: readonly PathVerdict[];
  /** Null: left out. */
  readonly compared: readonly ComparedUnit[] | null;
}
