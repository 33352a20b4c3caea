import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { withPart } from '../../support/page-part.ts';

/** One run of `npm run edits`. */
export interface EditsResult {
  readonly rustc: string;
  readonly layout: string;
  /** Whether rustc computed again all that it took over. */
  readonly verify: boolean;
  readonly seed: number;
  /** Builds after one or two edits, each compared with one from scratch; `first` of them right after a state was brought. */
  readonly edits: number;
  readonly first: number;
  readonly wrong: number;
  readonly reused: number;
  readonly objects: number;
}

/** The list that docs/incremental.md is made from. */
export const RESULTS = join(import.meta.dirname, 'results', 'edits.json');

/** What `npm run edits -- --output FILE` has written. */
export function readResults(path: string): EditsResult[] {
  return JSON.parse(readFileSync(path, 'utf8')) as EditsResult[];
}

const START = '<!-- edits -->';
const END = '<!-- /edits -->';

/** The page with what all runs came to, a line for each compiler and layout. */
export function withEdits(page: string, results: readonly EditsResult[]): string {
  const compilers = [...new Set(results.map(compilerOf))].sort();
  const rows = compilers.map((name) => row(name, results.filter((result) => compilerOf(result) === name)));
  return withPart(page, [START, END], 'edits', ['| rustc | edits compared | wrong | objects taken over |', '|---|---:|---:|---:|', ...rows, row('all', results)]);
}

function compilerOf({ rustc, layout, verify }: EditsResult): string {
  return `${rustc.split(' ')[1]}${layout === 'unit-dirs' ? ', a directory for each unit' : ''}${verify ? ', verified' : ''}`;
}

function row(name: string, results: readonly EditsResult[]): string {
  const sum = (of: (result: EditsResult) => number): number => results.reduce((total, result) => total + of(result), 0);
  return `| ${name} | ${sum(({ edits }) => edits)} | ${sum(({ wrong }) => wrong)} | ${sum(({ reused }) => reused)} of ${sum(({ objects }) => objects)} |`;
}
