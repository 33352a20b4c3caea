import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Machine } from '../../bench/machine.ts';
import type { History } from './history.ts';
import type { Verdict } from './judge.ts';
import { addCounts, noCounts, type AnswerCounts } from './questions/answers.ts';
import type { Wrong } from './run-history.ts';

/** What all histories of one setting gave together. */
export interface Tally {
  histories: number;
  /** Histories in which something came out wrong that is right with cargo alone. */
  wrongHistories: number;
  moves: number;
  /** Builds whose programs' output was compared with the model. */
  compared: number;
  scratched: number;
  wrong: number;
  /** Wrong outputs of cargo alone at the same place. */
  cargoAlone: number;
  placed: number;
  /** Units of the first builds in new worktrees: needed, and found fresh by cargo. */
  readonly first: { needed: number; fresh: number };
  readonly refusals: Record<string, number>;
  /** What `which` and `explain` answered. */
  readonly answers: AnswerCounts;
}

/** A history that went wrong, as small as it could be made, and how to do it by hand. */
export interface FailureRecord {
  readonly setting: string;
  readonly seed: number;
  readonly wrong: readonly Wrong[];
  readonly history: History;
  readonly script: readonly string[];
}

export interface Results {
  readonly schema: 1;
  readonly machine: Machine;
  /** The commit of cargo-share that was tested. */
  readonly commit: string;
  readonly started: string;
  readonly seed: number;
  /** Seconds so far. */
  seconds: number;
  readonly settings: Record<string, Tally>;
  readonly failures: FailureRecord[];
  /** Histories that could not be run, or in which the model was wrong. */
  readonly broken: { readonly setting: string; readonly seed: number; readonly message: string }[];
  readonly missing: readonly string[];
}

function emptyTally(): Tally {
  return { histories: 0, wrongHistories: 0, moves: 0, compared: 0, scratched: 0, wrong: 0, cargoAlone: 0, placed: 0, first: { needed: 0, fresh: 0 }, refusals: {}, answers: noCounts() };
}

/** Adds one history to its setting's tally. */
export function addVerdict(results: Results, setting: string, verdict: Verdict): void {
  const tally = (results.settings[setting] ??= emptyTally());
  const { outcome, ours, cargoAlone } = verdict;
  tally.histories += 1;
  tally.wrongHistories += ours.length > 0 ? 1 : 0;
  tally.moves += outcome.moves;
  tally.compared += outcome.compared;
  tally.scratched += outcome.scratched;
  tally.wrong += ours.length;
  tally.cargoAlone += cargoAlone.length;
  tally.placed += outcome.placed;
  addCounts(tally.answers, outcome.answers.counts);
  tally.first.needed += outcome.first.needed;
  tally.first.fresh += outcome.first.fresh;
  for (const [reason, times] of Object.entries(outcome.refusals)) tally.refusals[reason] = (tally.refusals[reason] ?? 0) + times;
}

/** Writes the results so that a reader never sees half of them. */
export function saveResults(path: string, results: object): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(`${path}.new`, `${JSON.stringify(results, null, 1)}\n`);
  renameSync(`${path}.new`, path);
}
