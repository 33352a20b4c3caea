import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { WAYS } from './ways/all.ts';
import type { Way } from './way.ts';

export interface Options {
  /** Undefined: the demonstration's workspace. */
  readonly workspace: string | undefined;
  /** What the results are called. */
  readonly name: string;
  readonly rounds: number;
  /** Letters of scenarios. */
  readonly only: string;
  readonly ways: readonly Way[];
  readonly worktrees: number;
  readonly patience: number;
  /** After which no way begins another scenario. */
  readonly minutes: number;
  readonly directory: string;
  /** A directory of programs behind those on PATH. */
  readonly peers: string;
  readonly output: string;
  /** A result of the same commit and machine, which this run goes on with. */
  readonly into: string | undefined;
}

export function readOptions(): Options {
  const { values } = parseArgs({
    options: {
      workspace: { type: 'string' },
      name: { type: 'string' },
      rounds: { type: 'string', default: '3' },
      only: { type: 'string', default: 'abcdefgr' },
      ways: { type: 'string' },
      worktrees: { type: 'string', default: '10' },
      patience: { type: 'string', default: '60' },
      minutes: { type: 'string', default: 'Infinity' },
      directory: { type: 'string', default: tmpdir() },
      peers: { type: 'string', default: join(import.meta.dirname, '..', '.peers', 'bin') },
      into: { type: 'string' },
      output: { type: 'string', default: join(import.meta.dirname, '..', 'results', 'peers') },
    },
  });
  const wanted = values.ways?.split(',');
  const unknown = wanted?.filter((name) => !WAYS.some((way) => way.name === name)) ?? [];
  if (unknown.length > 0) throw new Error(`no such way: ${unknown.join(', ')}; there are: ${WAYS.map(({ name }) => name).join(', ')}`);
  const workspace = values.workspace?.replace(/\/+$/, '');
  return {
    workspace,
    name: values.name ?? workspace?.split('/').at(-1) ?? 'demo',
    rounds: Number(values.rounds),
    only: values.only,
    ways: wanted === undefined ? WAYS : WAYS.filter(({ name }) => wanted.includes(name)),
    worktrees: Number(values.worktrees),
    patience: Number(values.patience),
    minutes: Number(values.minutes),
    directory: values.directory,
    peers: values.peers,
    output: values.output,
    into: values.into,
  };
}
