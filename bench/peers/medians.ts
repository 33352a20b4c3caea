import { formatValue } from '../figure.ts';
import { median } from '../measure.ts';
import type { PeersResult } from './result.ts';
import { MEASURES, type Measure } from './sample.ts';

/** The median of one measure of one way; undefined where it was not measured. */
export function medianOf(result: PeersResult, measure: Measure, way: string): number | undefined {
  const values = result.samples.filter((sample) => sample.measure === measure && sample.way === way).map(({ value }) => value);
  return values.length === 0 ? undefined : median(values);
}

export function measuresOf(result: PeersResult): Measure[] {
  const there = new Set(result.samples.map(({ measure }) => measure));
  return (Object.keys(MEASURES) as Measure[]).filter((measure) => there.has(measure));
}

/** Ways whose programs were wrong in some story. */
export function wrongWays(result: PeersResult): ReadonlySet<string> {
  return new Set(result.verdicts.filter(({ wrong }) => wrong.length > 0).map(({ way }) => way));
}

export function formatMeasured(measure: Measure, value: number): string {
  return MEASURES[measure].unit === 's' ? `${formatValue(value)} s` : `${formatValue(value / 2 ** 20)} MiB`;
}
