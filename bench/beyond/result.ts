import type { Figure } from '../figure.ts';
import type { Machine } from '../machine.ts';

/** What is measured beyond one clone, in the order of the page. */
export const MEASURED = ['clones', 'store', 'remote', 'line', 'lies', 'systems'] as const;
export type Measured = (typeof MEASURED)[number];

/** One file of `bench/results/beyond`. */
export interface BeyondResult {
  readonly schema: 1;
  readonly what: Measured;
  /** Of which workspace, or pair of them. */
  readonly name: string;
  readonly machine: Machine;
  /** Said where the machine had other work when the run began. */
  readonly busy?: string;
  readonly figures: readonly Figure[];
}
