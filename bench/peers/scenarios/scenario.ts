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

export interface Scenario {
  /** The letters that `--only` knows it by. */
  readonly letters: string;
  /** Cargo commands that the main worktree must have been built by. */
  readonly builds: readonly (readonly string[])[];
  run(trial: Trial, context: Context, round: number): Promise<readonly Measured[]>;
}
