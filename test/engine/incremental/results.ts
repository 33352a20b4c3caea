import { readFileSync } from 'node:fs';

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

/** What `npm run edits -- --output FILE` has written. */
export function readResults(path: string): EditsResult[] {
  return JSON.parse(readFileSync(path, 'utf8')) as EditsResult[];
}
