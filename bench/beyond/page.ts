import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { formatValue, reached, type Figure } from '../figure.ts';
import { MEASURED, type BeyondResult, type Measured } from './result.ts';

const HEADINGS: Readonly<Record<Measured, string>> = {
  clones: 'A clone of one project warmed from the builds of another; cold is its own `cargo build`. A package with other features, or in another profile, is another unit for cargo.',
  store: 'A fresh clone warmed from a small store, and from one that other clones of the same project have filled.',
  remote: 'A fresh home, store and clone, as a container has them. sccache has the same server, a filled cache and `CARGO_INCREMENTAL=0`.',
  line: '`pull` from an S3 server over a line of 50 ms and 100 Mbit/s.',
  lies: 'A server that cuts, lies, refuses, withholds and swaps at random; a pull and a `cargo build` after each round.',
  systems: 'Between this system and one with another C library and another user, both ways.',
};

/** The newest result of each thing and name; file names begin with the day. */
export function newestBeyond(directory: string): BeyondResult[] {
  if (!existsSync(directory)) return [];
  const newest = new Map<string, BeyondResult>();
  for (const file of readdirSync(directory).filter((name) => name.endsWith('.json')).sort()) {
    const result = JSON.parse(readFileSync(join(directory, file), 'utf8')) as BeyondResult;
    newest.set(`${result.what} ${result.name}`, result);
  }
  return [...newest.values()].sort((a, b) => MEASURED.indexOf(a.what) - MEASURED.indexOf(b.what) || (a.name < b.name ? -1 : 1));
}

/** What a reader of the page wants to know first: what has a bound, and what is a ratio. */
const isForemost = ({ unit, target, name }: Figure): boolean => target !== undefined || unit === 'x' || unit === '%' || name.startsWith('units placed');

/** The foremost figures; all others are with the results, to which `folder` leads. */
export function beyondSection(results: readonly BeyondResult[], folder: string): string {
  const short = results.map((result) => ({ ...result, figures: result.figures.filter(isForemost) }));
  return `${beyondTables(short)}\nEvery figure: [beside the results](${folder}/README.md).\n`;
}

/** A table for each thing, a row for each figure, a column for each workspace. */
export function beyondTables(results: readonly BeyondResult[]): string {
  return MEASURED.flatMap((what) => {
    const of = results.filter((result) => result.what === what);
    // What is nowhere, and need not be, says nothing.
    const figuresOf = ({ figures }: BeyondResult): readonly Figure[] => figures.filter(({ value, unit, target }) => target !== undefined || unit !== 'units' || value > 0 || what !== 'systems');
    const names = [...new Set(of.flatMap((result) => figuresOf(result).map(({ name }) => name)))];
    const rows = names.map((name) => [name, ...of.map(({ figures }) => cell(figures.find((figure) => figure.name === name)))]);
    const lines = [['', ...of.map(({ name }) => name)], ['---', ...of.map(() => '---:')], ...rows].map((cells) => `| ${cells.join(' | ')} |`);
    const busy = of.some((result) => result.busy !== undefined) ? ' (With other work beside.)' : '';
    return of.length === 0 ? [] : [HEADINGS[what] + busy, '', ...lines, ''];
  }).join('\n');
}

function cell(figure: Figure | undefined): string {
  if (figure === undefined) return '';
  const { value, unit, target } = figure;
  const shown = unit === 'x' ? `${formatValue(value)}x` : unit === 'units' ? String(value) : `${formatValue(value)} ${unit}`;
  if (target === undefined) return shown;
  const promised = 'atMost' in target ? `at most ${target.atMost}` : `at least ${target.atLeast}`;
  return `${shown} (${promised}${reached(figure) === true ? '' : ': **missed**'})`;
}
