import type { BenchResult, FreshSample } from '../commands/bench/bench.ts';
import { formatBytes } from './bytes.ts';

/** One bar of a chart. */
export interface Bar {
  readonly name: string;
  readonly value: number;
  /** The value with its unit. */
  readonly label: string;
  /** What more there is to say. */
  readonly note: string;
  /** Whether it stands for this tool. */
  readonly ours: boolean;
}

export interface BenchFigures {
  readonly title: string;
  readonly time: readonly Bar[];
  readonly disk: readonly Bar[];
  /** A sentence with the ratio. */
  readonly summary: string;
}

/** The middle value; of an even number the lower one. */
export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor((values.length - 1) / 2)] ?? 0;
}

/** What charts show: medians of the rounds. */
export function benchFigures(result: BenchResult): BenchFigures {
  const { commit, command, fromNothing, fresh, disk } = result;
  const total = ({ add, warm, build }: FreshSample): number => add + warm + build;
  const middle = fresh.toSorted((a, b) => total(a) - total(b))[Math.floor((fresh.length - 1) / 2)];
  if (middle === undefined) throw new Error('Internal error: a measurement without rounds');
  const idle = median(fresh.map((sample) => sample.idle));
  const shared = total(middle);
  const few = disk.atMost ? 'at most ' : '';
  return {
    title: `cargo ${command.join(' ')} of ${commit.slice(0, 9)} in a fresh worktree, median of ${fresh.length}`,
    time: [
      { name: 'from nothing', value: fromNothing.seconds, label: seconds(fromNothing.seconds), note: crates(fromNothing.compiled), ours: false },
      {
        name: 'with cargo-share',
        value: shared,
        label: seconds(shared),
        note: `git ${seconds(middle.add)}, warming ${seconds(middle.warm)}, cargo ${seconds(middle.build)}; ${crates(middle.compiled)}`,
        ours: true,
      },
      ...sccacheBars(result),
      { name: 'nothing to do', value: idle, label: seconds(idle), note: 'what cargo takes to find that all is fresh', ours: false },
    ],
    disk: [
      { name: 'from nothing', value: disk.fromNothing, label: formatBytes(disk.fromNothing), note: '', ours: false },
      {
        name: 'with cargo-share',
        value: disk.eachFresh,
        label: `${few}${formatBytes(disk.eachFresh)}`,
        note: `of ${formatBytes(disk.logical)}; the rest is shared`,
        ours: true,
      },
    ],
    summary: `A fresh worktree is ready in ${seconds(shared)} in the place of ${seconds(fromNothing.seconds)} (${(fromNothing.seconds / shared).toFixed(1)}x), and takes ${few}${formatBytes(disk.eachFresh)} of disk in the place of ${formatBytes(disk.fromNothing)}.`,
  };
}

function sccacheBars({ sccache }: BenchResult): Bar[] {
  if (sccache === undefined) return [];
  const { add, warm, build, compiled } = sccache.beside;
  const both = add + warm + build;
  return [
    { name: 'sccache, empty', value: sccache.empty, label: seconds(sccache.empty), note: 'from nothing, while it fills its cache', ours: false },
    { name: 'sccache, filled', value: sccache.filled, label: seconds(sccache.filled), note: 'from nothing', ours: false },
    { name: 'with both', value: both, label: seconds(both), note: crates(compiled), ours: true },
  ];
}

function seconds(value: number): string {
  return `${value >= 100 ? value.toFixed(0) : value.toPrecision(3)} s`;
}

function crates(compiled: number): string {
  return compiled === 1 ? '1 crate compiled' : `${compiled} crates compiled`;
}
