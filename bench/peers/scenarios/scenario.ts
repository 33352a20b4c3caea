import type { Bump, EditPlaces } from '../workspace.ts';
import type { Sample } from '../sample.ts';
import type { Trial } from '../trial.ts';

export interface Context {
  readonly places: EditPlaces;
  readonly bumps: readonly Bump[];
  readonly worktrees: number;
  /** Seconds after which a way makes no further worktree in the disk scenario. */
  readonly patience: number;
}

/** What a sample is without the way and the round. */
export type Measured = Omit<Sample, 'way' | 'round'>;

/** For scenarios that build, and nothing else. */
export const BUILDS: Scenario['builds'] = [['build']];

export interface Scenario {
  /** The letters that `--only` knows it by. */
  readonly letters: string;
  /** Cargo commands that the main worktree must have been built by; scenarios with the same array run together. */
  readonly builds: readonly (readonly string[])[];
  run(trial: Trial, context: Context, round: number): Promise<readonly Measured[]>;
}
