import { parseArgs } from 'node:util';
import { tmpdir } from 'node:os';
import type { LayoutKind } from '../../src/units/model.ts';
import { LAYOUTS } from '../rig/layout.ts';

/** What `npm run concurrency` was asked for. */
export interface Options {
  /** Operations altogether, over all layouts. */
  readonly operations: number;
  /** Operations at once. */
  readonly processes: number;
  readonly seed: number;
  /** After so many operations all are let end, and everything is looked at. */
  readonly round: number;
  readonly layouts: readonly LayoutKind[];
  /** Where results are saved; nothing is saved unless given. */
  readonly output: string | undefined;
  /** Where the temporary repository is made. */
  readonly directory: string;
}

const count = (text: string | undefined, otherwise: number): number => {
  const value = text === undefined ? otherwise : Number(text);
  if (!Number.isSafeInteger(value) || value < 1) throw new Error(`not a number of things: ${text}`);
  return value;
};

export function readOptions(args: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...args],
    options: {
      operations: { type: 'string' },
      processes: { type: 'string' },
      seed: { type: 'string' },
      round: { type: 'string' },
      layouts: { type: 'string' },
      output: { type: 'string' },
      directory: { type: 'string' },
    },
  });
  return {
    operations: count(values.operations, 1000),
    processes: count(values.processes, 16),
    seed: count(values.seed, 1 + (Date.now() % 1_000_000_000)),
    round: count(values.round, 500),
    layouts: values.layouts === undefined ? LAYOUTS : LAYOUTS.filter((layout) => values.layouts?.split(',').includes(layout)),
    output: values.output,
    directory: values.directory ?? tmpdir(),
  };
}
