import { formatValue } from '../figure.ts';
import type { PeersResult, Piece } from './result.ts';
import { MEASURES, type Measure } from './sample.ts';
import { formatMeasured, measuresOf, medianOf } from './medians.ts';

/** What the project promises of linked mode in comparison, and whether this result keeps it. */
export interface Margin {
  readonly scenario: string;
  readonly promise: string;
  readonly measured: string;
  readonly met: boolean;
}

const OURS = 'cargo-share linked';
const PLAIN = 'plain cargo';

/** Seconds that a fresh build may take beyond a build with nothing to do. */
const BEYOND_NOTHING = 0.25;
/** Four at once against one, as far as there are cores. */
const AT_ONCE = 4;
const AT_ONCE_RATIO = 1.3;
/** Ten worktrees against one, private files aside. */
const WORKTREES = 10;
const DISK_RATIO = 1.05;
const COLD_RATIO = 1.02;
/** What two medians of the same thing differ by here. */
const NOTHING_SECONDS = 0.01;
const COMMIT_SECONDS = 0.05;

/** Those whose measures are there. */
export function marginsOf(result: PeersResult): Margin[] {
  const first = measuresOf(result).flatMap((measure) => firstMargin(result, measure) ?? []);
  return [...nearNothing(result), ...first, ...atOnce(result), ...disk(result), ...costs(result)];
}

const FIRST: ReadonlySet<Measure> = new Set([
  'fresh build',
  'fresh check',
  'fresh test --no-run',
  'fresh build, leaf edited',
  'fresh build, core edited',
  'fresh build, dependency updated',
  'switch back and build',
  'four fresh builds at once',
  'disk of each further worktree',
]);

/** Whether ours is before all others; a way with our name in it is no other. */
function firstMargin(result: PeersResult, measure: Measure): Margin | undefined {
  if (!FIRST.has(measure)) return undefined;
  const ours = medianOf(result, measure, OURS);
  const others = result.ways.flatMap((way) => {
    const isOther = !way.startsWith('cargo-share ') && areComparable(result, [measure, OURS], [measure, way]);
    const value = isOther ? medianOf(result, measure, way) : undefined;
    return value === undefined ? [] : [{ way, value }];
  });
  const best = others.toSorted((a, b) => a.value - b.value)[0];
  if (ours === undefined || best === undefined) return undefined;
  const measured = `${formatMeasured(measure, ours)} (${best.way.replace(/ \(.*/, '')} ${formatMeasured(measure, best.value)})`;
  return { scenario: MEASURES[measure].scenario, promise: `${measure}: first`, measured, met: ours < best.value };
}

type Measured = readonly [measure: Measure, way: string];

/** Times of different runs are not: the machine may have been another one in speed. Bytes are the same on any day. */
function areComparable(result: PeersResult, one: Measured, other: Measured): boolean {
  return MEASURES[one[0]].unit === 'B' || lastRun(result, one) === lastRun(result, other);
}

/** The run that it was last measured in. */
function lastRun({ pieces }: PeersResult, [measure, way]: Measured): Piece | undefined {
  return pieces.findLast(({ only, ways }) => only.includes(MEASURES[measure].scenario) && ways.includes(way));
}

function nearNothing(result: PeersResult): Margin[] {
  const nothing = medianOf(result, 'build with nothing to do', OURS);
  const fresh = medianOf(result, 'fresh build', OURS);
  if (nothing === undefined || fresh === undefined) return [];
  return [
    {
      scenario: 'a',
      promise: `fresh build: within ${BEYOND_NOTHING} s of a build with nothing to do`,
      measured: `${formatValue(fresh - nothing)} s`,
      met: fresh - nothing <= BEYOND_NOTHING,
    },
  ];
}

function atOnce(result: PeersResult): Margin[] {
  if (!areComparable(result, ['fresh build', OURS], ['four fresh builds at once', OURS])) return [];
  const four = medianOf(result, 'four fresh builds at once', OURS);
  const one = medianOf(result, 'fresh build', OURS);
  if (four === undefined || one === undefined) return [];
  const share = Math.max(1, AT_ONCE / result.machine.cores);
  const cores = share === 1 ? '' : `, times ${share} as four share ${result.machine.cores} cores`;
  return [
    {
      scenario: 'd',
      promise: `four at once: at most ${AT_ONCE_RATIO} of one${cores}`,
      measured: `${formatValue(four / one)}`,
      met: four / one <= AT_ONCE_RATIO * share,
    },
  ];
}

function disk(result: PeersResult): Margin[] {
  const sample = result.samples.find(({ measure, way }) => measure === 'disk of each further worktree' && way === OURS);
  const first = medianOf(result, 'disk of the first worktree', OURS);
  const plain = medianOf(result, 'disk of the first worktree', PLAIN);
  if (sample === undefined || first === undefined || plain === undefined) return [];
  const privately = sample.parts?.['private'];
  if (privately === undefined) return [];
  const all = first + (WORKTREES - 1) * sample.value;
  const shared = all - (WORKTREES - 1) * privately;
  return [
    {
      scenario: 'e',
      promise: `ten worktrees: at most ${DISK_RATIO} of plain cargo's one, private files aside`,
      measured: `${formatValue(shared / plain)} (with them ${formatValue(all / plain)})`,
      met: shared / plain <= DISK_RATIO,
    },
  ];
}

function costs(result: PeersResult): Margin[] {
  const cost = (measure: Measure, promise: string, met: (ours: number, plain: number) => boolean): Margin[] => {
    const ours = medianOf(result, measure, OURS);
    const plain = medianOf(result, measure, PLAIN);
    if (ours === undefined || plain === undefined || !areComparable(result, [measure, OURS], [measure, PLAIN])) return [];
    const measured = `${formatMeasured(measure, ours)} (plain cargo ${formatMeasured(measure, plain)})`;
    return [{ scenario: 'g', promise, measured, met: met(ours, plain) }];
  };
  return [
    ...cost('first worktree, cold', `cold build: at most ${formatValue(100 * (COLD_RATIO - 1))}% more`, (ours, plain) => ours <= plain * COLD_RATIO),
    ...cost('build with nothing to do', `build with nothing to do: no more (${NOTHING_SECONDS} s is noise)`, (ours, plain) => ours - plain <= NOTHING_SECONDS),
    ...cost('git commit', `commit: less than ${COMMIT_SECONDS} s more until the prompt`, (ours, plain) => ours - plain < COMMIT_SECONDS),
  ];
}
