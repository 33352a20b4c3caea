import { count } from '../../src/report/bytes.ts';
import { formatValue } from '../figure.ts';
import { marginsOf } from './margins.ts';
import { formatMeasured, measuresOf, medianOf, wrongWays } from './medians.ts';
import type { PeersResult } from './result.ts';
import { MEASURES, type Measure } from './sample.ts';

/** Medians of all ways, what they are of the first way's, and whose programs are wrong; as Markdown. */
export function formatTables(result: PeersResult): string {
  const { machine: m } = result;
  return [
    `# ${result.workspace} at ${result.commit}`,
    '',
    `Medians of ${formatRounds(result)}; in brackets against the first way. A fresh build counts \`git worktree add\`, the way's own command and cargo. ` +
      `${m.system}, ${m.cores} cores (${m.processor}), ${Math.round(m.memory / 2 ** 30)} GiB, ${m.fileSystem}; ${m.cargo}; ${m.rustc}; ${m.git}; Node ${m.node}.`,
    ...busyLines(result),
    ...marginTable(result),
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

/** How many rounds: not every way has as many in each scenario. Bytes do not vary, and have one. */
export function formatRounds({ pieces, samples }: PeersResult): string {
  const rounds = new Map<string, number>();
  for (const { measure, way } of samples.filter((sample) => MEASURES[sample.measure].unit === 's')) rounds.set(`${measure} ${way}`, (rounds.get(`${measure} ${way}`) ?? 0) + 1);
  const [least, most] = [Math.min(...rounds.values()), Math.max(...rounds.values())];
  if (rounds.size === 0) return count(Math.max(...pieces.map((piece) => piece.rounds)), 'round');
  const runs = pieces.length === 1 ? '' : `, put together from ${pieces.length} runs (${[...new Set(pieces.map(({ day }) => day))].join(', ')})`;
  return `${least === most ? count(most, 'round') : `${least} to ${most} rounds`}${runs}`;
}

function busyLines({ pieces }: PeersResult): string[] {
  return pieces.flatMap(({ only, busy }) => (busy === undefined ? [] : ['', `When the run of ${only} began, ${busy}.`]));
}

/** What is promised, before everything that was measured. */
function marginTable(result: PeersResult): string[] {
  const rows = marginsOf(result).map(({ scenario, promise, measured, met }) => [scenario, promise, measured, met ? 'met' : '**missed**']);
  return rows.length === 0 ? [] : ['', ...table(['', 'linked mode', 'measured', ''], rows)];
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
