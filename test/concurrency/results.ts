import type { Machine } from '../../bench/machine.ts';
import type { Operation } from './operations.ts';

/** How one operation ended. */
export type Ending =
  | { readonly ended: 'done' }
  /** Somebody else was at work for longer than it would wait; said so and left all as it was. */
  | { readonly ended: 'gave-way' }
  /** What it looked at was removed meanwhile, and it said so. */
  | { readonly ended: 'vanished' }
  | { readonly ended: 'hung' | 'failed' | 'wrong'; readonly why: string };

export interface KindTally {
  begun: number;
  done: number;
  gaveWay: number;
  vanished: number;
  /** Milliseconds that the longest took, from its start to its end. */
  longestMs: number;
}

/** What became of all operations in one layout. */
export interface Tally {
  readonly kinds: Partial<Record<Operation['kind'], KindTally>>;
  /** Times at which all was let end and looked at. */
  rounds: number;
  /** Programs whose output was compared with a build from nothing, and such builds. */
  compared: number;
  scratched: number;
  /** Units that `verify --deep` found whole, over all rounds. */
  verified: number;
  /** Units placed from the store that all had used, and from one that was filled in a line: the same. */
  serial: number;
}

export interface Failure {
  readonly layout: string;
  readonly round: number;
  /** An operation, or what was looked at after a round. */
  readonly at: Operation | string;
  readonly ended: 'hung' | 'failed' | 'wrong';
  readonly why: string;
}

export interface Results {
  readonly schema: 1;
  readonly machine: Machine;
  /** The commit of cargo-share that was tested. */
  readonly commit: string;
  readonly started: string;
  readonly seed: number;
  readonly processes: number;
  /** Seconds so far. */
  seconds: number;
  readonly layouts: Record<string, Tally>;
  readonly failures: Failure[];
}

export function emptyTally(): Tally {
  return { kinds: {}, rounds: 0, compared: 0, scratched: 0, verified: 0, serial: 0 };
}

/** Adds one operation. */
export function addEnding(tally: Tally, kind: Operation['kind'], { ended }: Ending, ms: number): void {
  const of = (tally.kinds[kind] ??= { begun: 0, done: 0, gaveWay: 0, vanished: 0, longestMs: 0 });
  of.begun += 1;
  if (ended === 'done') of.done += 1;
  if (ended === 'gave-way') of.gaveWay += 1;
  if (ended === 'vanished') of.vanished += 1;
  of.longestMs = Math.max(of.longestMs, Math.round(ms));
}

/** What several runs have done together, layout by layout. */
export function sumTallies(tallies: readonly Tally[]): Tally {
  const sum = emptyTally();
  for (const tally of tallies) {
    for (const count of ['rounds', 'compared', 'scratched', 'verified', 'serial'] as const) sum[count] += tally[count];
    for (const [kind, of] of Object.entries(tally.kinds) as [Operation['kind'], KindTally][]) {
      const all = (sum.kinds[kind] ??= { begun: 0, done: 0, gaveWay: 0, vanished: 0, longestMs: 0 });
      for (const count of ['begun', 'done', 'gaveWay', 'vanished'] as const) all[count] += of[count];
      all.longestMs = Math.max(all.longestMs, of.longestMs);
    }
  }
  return sum;
}
