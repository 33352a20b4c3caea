import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { marginsOf } from './margins.ts';
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

const SHOWN: readonly Measure[] = ['fresh build', 'four fresh builds at once', 'disk of each further worktree'];

/** What somebody wants to know who has not decided yet. */
const FOREMOST: ReadonlySet<string> = new Set(['plain cargo', 'cargo-share linked', 'recipe (shared target-dir)', 'sccache', 'kache', 'mbx', 'cp -a']);

/** One small table: a fresh worktree made and built. */
export function peersInShort(results: readonly NamedResult[]): string {
  return [...overview(comparable(results), 'fresh build', (name) => FOREMOST.has(name)), '', 'How this is measured, and all figures: [docs/benchmarks.md](docs/benchmarks.md).', ''].join('\n');
}

/** All tables; what is promised and the chart of each workspace too. `folder` leads from the page to the results. */
export function peersSection(results: readonly NamedResult[], folder: string): string {
  return [...SHOWN.flatMap((measure) => [...overview(comparable(results), measure, () => true), '']), ...results.flatMap((one) => detail(one, folder))].join('\n');
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

function detail({ file, result }: NamedResult, folder: string): string[] {
  const margins = marginsOf(result);
  const words = `Bars of every way to a second worktree of ${result.workspace}; the figures are in the tables`;
  return [
    `### ${result.workspace} at ${result.commit}${isBusy(result) ? ', on a busy machine' : ''}`,
    '',
    ...(isBusy(result) ? ['Other work had a part of the cores: only ratios count, and seconds are too many.', ''] : []),
    ...(margins.length === 0 ? [] : ['| | linked mode | measured | |', '| --- | ---: | ---: | ---: |']),
    ...margins.map((margin) => `| ${margin.scenario} | ${margin.promise} | ${margin.measured} | ${margin.met ? 'met' : '**missed**'} |`),
    ...(margins.length === 0 ? [] : ['']),
    `![${words}](${folder}/${file}.svg)`,
    '',
    `[All tables](${folder}/${file}.md).`,
    '',
  ];
}
