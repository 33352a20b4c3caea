/** `node --import tsx bench/first-edit/page.ts`: writes what `npm run bench:first-edit` found into docs/incremental.md. */
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { withPart } from '../../test/support/page-part.ts';
import { median } from '../measure.ts';
import type { FirstEditResult, Sample } from './result.ts';

const ROOT = join(import.meta.dirname, '..', '..');
export const RESULTS = join(ROOT, 'bench', 'results', 'first-edit');

/** In the order of their names: workspace, then compiler. */
export function readResults(directory: string): FirstEditResult[] {
  const names = existsSync(directory) ? readdirSync(directory).filter((name) => name.endsWith('.json')).sort() : [];
  return names.map((name) => JSON.parse(readFileSync(join(directory, name), 'utf8')) as FirstEditResult);
}

/** The page with a line for each workspace, compiler and command. */
export function withFirstEdits(page: string, results: readonly FirstEditResult[]): string {
  const head = ['| workspace | rustc | command | in the donor | fresh worktree | prepared | times the donor | of the worst kind of edit |', '|---|---|---|---:|---:|---:|---:|---:|'];
  const lines = results.flatMap((result) => [...new Set(result.samples.map(({ command }) => command))].map((command) => line(result, result.samples.filter((sample) => sample.command === command))));
  return withPart(page, ['<!-- first-edit -->', '<!-- /first-edit -->'], 'first edits', [...head, ...lines]);
}

function line({ workspace, lines, machine }: FirstEditResult, samples: readonly Sample[]): string {
  const ratio = (of: readonly Sample[]): number => median(of.map(({ prepared, donor }) => prepared.cpu / donor.cpu));
  const kinds = [...new Set(samples.map(({ edit }) => edit))].map((edit) => ({ edit, ratio: ratio(samples.filter((sample) => sample.edit === edit)) }));
  const worst = kinds.reduce((a, b) => (b.ratio > a.ratio ? b : a));
  const bodies = samples.filter(({ edit }) => edit === 'body');
  const plain = bodies.flatMap((sample) => (sample.plain === undefined ? [] : [sample.plain.cpu]));
  const seconds = (values: readonly number[]): string => (values.length === 0 ? '' : median(values).toPrecision(3));
  const cells = [
    `${workspace}, ${lines} lines`,
    machine.rustc.split(' ')[1],
    samples[0]?.command,
    seconds(bodies.map(({ donor }) => donor.cpu)),
    seconds(plain),
    seconds(bodies.map(({ prepared }) => prepared.cpu)),
    ratio(samples).toFixed(2),
    `${worst.ratio.toFixed(2)} (${worst.edit})`,
  ];
  return `| ${cells.join(' | ')} |`;
}

if (process.argv[1] === import.meta.filename) {
  const page = join(ROOT, 'docs', 'incremental.md');
  writeFileSync(page, withFirstEdits(readFileSync(page, 'utf8'), readResults(RESULTS)));
}
