import { cpus, tmpdir } from 'node:os';
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
  readonly directory: string;
  /** A directory of programs behind those on PATH. */
  readonly peers: string;
  readonly output: string;
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
      directory: { type: 'string', default: tmpdir() },
      peers: { type: 'string', default: join(import.meta.dirname, '..', '.peers', 'bin') },
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
    directory: values.directory,
    peers: values.peers,
    output: values.output,
  };
}

/** Idle cores matter to the ways that compile. */
export function loadBefore(load: number): string | undefined {
  const busy = load / cpus().length;
  return busy > 0.25 ? `the machine is busy (load ${load.toFixed(1)} on ${cpus().length} cores): only ratios count` : undefined;
}
