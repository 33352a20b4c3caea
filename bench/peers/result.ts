import type { Machine } from '../machine.ts';
import type { Measurements } from './run.ts';

/** One file of `bench/results/peers`. */
export interface PeersResult extends Measurements {
  readonly schema: 1;
  readonly workspace: string;
  readonly commit: string;
  readonly rounds: number;
  /** What the whole run took. */
  readonly seconds: number;
  readonly machine: Machine;
  /** Said where the machine had other work when the run began. */
  readonly busy?: string;
  /** Versions of the peers' programs, as they say them themselves. */
  readonly programs: Readonly<Record<string, string>>;
  readonly ways: readonly string[];
  readonly left: readonly { readonly way: string; readonly why: string }[];
}
