import type { Machine } from '../machine.ts';
import type { Measurements } from './run.ts';

/** One file of `bench/results/peers`. */
export interface PeersResult extends Measurements {
  readonly schema: 1;
  readonly workspace: string;
  readonly commit: string;
  /** What all runs took. */
  readonly seconds: number;
  readonly machine: Machine;
  /** The runs that it is put together from; ways are in turn within one. */
  readonly pieces: readonly Piece[];
  /** Versions of the peers' programs, as they say them themselves. */
  readonly programs: Readonly<Record<string, string>>;
  readonly ways: readonly string[];
  readonly left: readonly { readonly way: string; readonly why: string }[];
}

export interface Piece {
  readonly day: string;
  /** Letters of scenarios. */
  readonly only: string;
  readonly rounds: number;
  readonly ways: readonly string[];
  /** Said where the machine had other work when the run began. */
  readonly busy?: string;
}
