import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { marginsOf, type Margin } from './margins.ts';
import { formatMeasured, medianOf, wrongWays } from './medians.ts';
import type { PeersResult } from './result.ts';
import type { Measure } from './sample.ts';
import { WAYS } from './ways/all.ts';

/** A result with the name that its three files have in common. */
export interface NamedResult {
  readonly file: string;
  readonly result: PeersResult;
}

/** The newest result of each workspace from an idle machine, and from a busy one; file names begin with the day. */
export function newestPeers(directory: string): NamedResult[] {
  if (!existsSync(directory)) return [];
  const newest = new Map<string, NamedResult>();
  for (const name of readdirSync(directory).filter((one) => one.endsWith('.json')).sort()) {
    const result = JSON.parse(readFileSync(join(directory, name), 'utf8')) as PeersResult;
    newest.set(`${result.workspace} ${isBusy(result)}`, { file: name.slice(0, -'.json'.length), result });
  }
  return [...newest.values()].sort((a, b) => Number(isBusy(a.result)) - Number(isBusy(b.result)) || (a.file.slice('YYYY-MM-DD-'.length) < b.file.slice('YYYY-MM-DD-'.length) ? -1 : 1));
}

function isBusy({ pieces }: PeersResult): boolean {
  return pieces.some(({ busy }) => busy !== undefined);
}

/** Seconds of a busy machine stand beside no others: it is left out where an idle one has measured the workspace. */
function comparable(results: readonly NamedResult[]): NamedResult[] {
  return results.filter(({ result }, index) => results.findIndex((other) => other.result.workspace === result.workspace) === index);
}

const SHOWN: Measure = 'fresh build';

/** What somebody wants to know who has not decided yet. */
const FOREMOST: ReadonlySet<string> = new Set(['plain cargo', 'cargo-share linked', 'recipe (shared target-dir)', 'sccache', 'kache', 'mbx', 'cp -a']);

/** One small table: a fresh worktree made and built. */
export function peersInShort(results: readonly NamedResult[]): string {
  return [...overview(comparable(results), SHOWN, (name) => FOREMOST.has(name)), '', 'How this is measured, and all figures: [docs/benchmarks.md](docs/benchmarks.md).', ''].join('\n');
}

/** A table of all ways, and one of what is promised; all else is with each workspace's results. `folder` leads from the page to them. */
export function peersSection(results: readonly NamedResult[], folder: string): string {
  return [...overview(comparable(results), SHOWN, () => true), '', ...promises(results), ...results.flatMap((one) => whole(one, folder)), ''].join('\n');
}

/** A row for each promise, a column for each workspace. */
function promises(results: readonly NamedResult[]): string[] {
  const columns = results.map(({ result }) => ({ name: `${result.workspace}${isBusy(result) ? ', busy' : ''}`, margins: marginsOf(result) })).filter(({ margins }) => margins.length > 0);
  if (columns.length === 0) return [];
  const rows = [...new Map(columns.flatMap(({ margins }) => margins).map((margin) => [margin.promise, margin])).values()].toSorted((a, b) => (a.scenario < b.scenario ? -1 : a.scenario > b.scenario ? 1 : 0));
  const cell = (margins: readonly Margin[], promise: string): string => {
    const margin = margins.find((one) => one.promise === promise);
    return margin === undefined ? '' : margin.met ? margin.measured : `**missed**: ${margin.measured}`;
  };
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [
    line(['', 'promised of linked mode', ...columns.map(({ name }) => name)]),
    line(['---', '---', ...columns.map(() => '---')]),
    ...rows.map(({ scenario, promise }) => line([scenario, promise, ...columns.map(({ margins }) => cell(margins, promise))])),
    '',
  ];
}

function overview(results: readonly NamedResult[], measure: Measure, isShown: (way: string) => boolean): string[] {
  const rows = WAYS.filter(({ name }) => isShown(name)).flatMap(({ name }) => {
    const cells = results.map(({ result }) => {
      const value = medianOf(result, measure, name);
      return value === undefined ? '' : formatMeasured(measure, value);
    });
    const wrong = results.some(({ result }) => wrongWays(result).has(name));
    return cells.every((cell) => cell === '') ? [] : [[wrong ? `${name} (**wrong programs**)` : name, ...cells]];
  });
  if (rows.length === 0) return [];
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line([measure, ...results.map(({ result }) => result.workspace)]), line(['---', ...results.map(() => '---:')]), ...rows.map(line)];
}

function whole({ file, result }: NamedResult, folder: string): string[] {
  const busy = isBusy(result) ? ', on a machine that had other work: only ratios count, and seconds are too many' : '';
  return [`- ${result.workspace} at ${result.commit}${busy}: [all tables](${folder}/${file}.md), [chart](${folder}/${file}.svg).`];
}
