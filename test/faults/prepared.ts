import { existsSync } from 'node:fs';
import type { Worktree } from '../rig/worktree.ts';
import { addSecondAgain, createBench, type Bench } from './bench.ts';
import type { Operation } from './operations.ts';

/** What an operation runs on. */
export interface Ready {
  readonly bench: Bench;
  readonly worktree: Worktree;
}

/** The state before an operation, that can be had again and again. */
export interface Prepared {
  again(): Promise<Ready>;
  dispose(): Promise<void>;
}

/** Made anew by commands each time, on what the time before has left. */
export async function prepareByCommands(operation: Operation, directory: string): Promise<Prepared> {
  const bench = await createBench(directory, operation);
  return {
    async again() {
      if (!existsSync(bench.second.path)) await addSecondAgain(bench);
      return { bench, worktree: await operation.setUp(bench) };
    },
    dispose: () => bench.rig.dispose(),
  };
}
