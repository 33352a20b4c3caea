import { count } from '../../src/report/bytes.ts';
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

/** Medians of all ways, what they are of the first way's, and whose programs are wrong; as Markdown. */
export function formatTables(result: PeersResult): string {
  const { machine: m } = result;
  return [
    `# ${result.workspace} at ${result.commit}`,
    '',
    `Medians of ${count(result.rounds, 'round')}; in brackets against the first way. A fresh build counts \`git worktree add\`, the way's own command and cargo. ` +
      `${m.system}, ${m.cores} cores (${m.processor}), ${Math.round(m.memory / 2 ** 30)} GiB, ${m.fileSystem}; ${m.cargo}; ${m.rustc}; ${m.git}; Node ${m.node}.`,
    ...(result.busy === undefined ? [] : ['', `When the run began, ${result.busy}.`]),
    '',
    ...measureTables(result),
    ...verdictTable(result),
    '',
    ...Object.values(result.programs).map((version) => `- ${version}`),
    ...result.left.map(({ way, why }) => `- left out: ${way}: ${why}`),
    ...result.failures.map(({ way, what, said }) => `- failed: ${way}, ${what}: ${said.split('\n').slice(0, 3).join(' ')}`),
    '',
  ].join('\n');
}

/** One table for each scenario. */
function measureTables(result: PeersResult): string[] {
  const measures = measuresOf(result);
  return [...new Set(measures.map((measure) => MEASURES[measure].scenario))].flatMap((letter) => {
    const columns = measures.filter((measure) => MEASURES[measure].scenario === letter);
    const rows = result.ways.map((way) => [wrongWays(result).has(way) ? `${way} (**wrong programs**)` : way, ...columns.map((measure) => cell(result, measure, way))]);
    return [...table([`(${letter})`, ...columns], rows.filter((cells) => cells.slice(1).some((text) => text !== ''))), ''];
  });
}

function cell(result: PeersResult, measure: Measure, way: string): string {
  const [reference = ''] = result.ways;
  const value = medianOf(result, measure, way);
  const of = medianOf(result, measure, reference);
  if (value === undefined) return '';
  if (way === reference || of === undefined || of === 0) return formatMeasured(measure, value);
  return `${formatMeasured(measure, value)} (${formatValue((100 * value) / of)}%)`;
}

function verdictTable({ verdicts, ways }: PeersResult): string[] {
  if (verdicts.length === 0) return [];
  const stories = [...new Set(verdicts.map(({ story }) => story))];
  const rows = ways.map((way) => [
    way,
    ...stories.map((story) => {
      const verdict = verdicts.find((one) => one.way === way && one.story === story);
      if (verdict === undefined) return '';
      return verdict.wrong.length === 0 ? 'right' : `**wrong** (${verdict.times.join(' of ')}): ${verdict.wrong.join(', ')}`;
    }),
  ]);
  return ['Whether the program that was built prints what a build from scratch prints there, and what is wrong:', '', ...table(['', ...stories], rows)];
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map((_, index) => (index === 0 ? '---' : '---:'))), ...rows.map(line)];
}
