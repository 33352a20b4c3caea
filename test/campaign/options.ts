import { parseArgs } from 'node:util';
import { tmpdir } from 'node:os';

/** What `npm run campaign` was asked for. */
export interface Options {
  /** Histories at most. */
  readonly runs: number;
  /** Of the first history; each has the next one. Fresh unless given. */
  readonly seed: number;
  readonly minutes: number;
  /** Names of settings, with semicolons between them on the command line; all of ours unless given. */
  readonly settings: readonly string[];
  /** Histories at once. */
  readonly jobs: number;
  /** Every so many builds the model is checked with a scratch build. */
  readonly scratchEvery: number;
  /** Every so many builds `which` and `explain` are asked. */
  readonly askEvery: number;
  /** Where results are saved; nothing is saved unless given. */
  readonly output: string | undefined;
  /** Stop at the first failure, and do not make it smaller. */
  readonly bail: boolean;
  /** The parts that workspaces are made of; all unless given. */
  readonly parts: readonly string[];
  /** Names of accidents (`accidents.ts`) that histories are made of; moves of every kind unless given. */
  readonly accidents: readonly string[];
  /** A saved failure to run again. */
  readonly replay: string | undefined;
  /** Switch off one rule after the other: those whose name or file holds a word; without words, all that have accidents of their own. */
  readonly mutations: boolean;
  readonly words: readonly string[];
  /** Where temporary repositories are made. */
  readonly directory: string;
}

const count = (text: string | undefined, otherwise: number): number => {
  const value = text === undefined ? otherwise : Number(text);
  if (!Number.isFinite(value) || value < 0) throw new Error(`not a number: ${text}`);
  return value;
};

export function readOptions(args: readonly string[]): Options {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      runs: { type: 'string' },
      seed: { type: 'string' },
      minutes: { type: 'string' },
      settings: { type: 'string' },
      jobs: { type: 'string' },
      scratch: { type: 'string' },
      ask: { type: 'string' },
      output: { type: 'string' },
      replay: { type: 'string' },
      parts: { type: 'string' },
      accidents: { type: 'string' },
      bail: { type: 'boolean' },
      mutations: { type: 'boolean' },
      directory: { type: 'string' },
    },
  });
  return {
    runs: count(values.runs, Number.MAX_SAFE_INTEGER),
    seed: count(values.seed, Date.now() % 1_000_000_000),
    minutes: count(values.minutes, 3),
    settings: values.settings?.split(';') ?? [],
    jobs: count(values.jobs, 2),
    scratchEvery: count(values.scratch, 12),
    askEvery: count(values.ask, 8),
    output: values.output,
    replay: values.replay,
    parts: values.parts?.split(',') ?? [],
    accidents: values.accidents?.split(',') ?? [],
    bail: values.bail ?? false,
    mutations: values.mutations ?? false,
    words: positionals,
    directory: values.directory ?? tmpdir(),
  };
}
