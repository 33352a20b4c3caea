import type { Machine } from '../machine.ts';

export const COMMANDS = ['save', 'save again', 'warm', 'status', 'gc'] as const;

/** `save again` finds nothing new. */
export type Command = (typeof COMMANDS)[number];

/** One command at one size. */
export interface Point {
  readonly command: Command;
  /** How many units the worktree has, or how many worktrees the clone. */
  readonly at: number;
  readonly seconds: number;
  readonly peakBytes: number;
}

export interface Growth {
  readonly by: 'units' | 'worktrees';
  readonly points: readonly Point[];
}

/** One file of `bench/results/scale`. */
export interface ScaleResult {
  readonly schema: 1;
  readonly rounds: number;
  readonly machine: Machine;
  /** Said where the machine had other work when the run began. */
  readonly busy?: string;
  /** Seconds of `--version`; not counted in exponents. */
  readonly startUp: number;
  readonly growth: readonly Growth[];
}

/** Of `points`, those of one command by size. */
export function pointsOf({ points }: Growth, command: Command): Point[] {
  return points.filter((point) => point.command === command).toSorted((a, b) => a.at - b.at);
}

/**
 * The exponent with which the time beyond start-up grows between the two largest sizes: 1 is linear. Smaller sizes are
 * left out, for there what does not grow hides what does.
 */
export function exponentOf(result: ScaleResult, growth: Growth, command: Command): number | undefined {
  const [before, last] = pointsOf(growth, command).slice(-2);
  if (before === undefined || last === undefined) return undefined;
  const beyond = ({ seconds }: Point): number => Math.max(seconds - result.startUp, 0.001);
  return Math.log(beyond(last) / beyond(before)) / Math.log(last.at / before.at);
}
