import type { LayoutKind } from '../../src/units/model.ts';
import { settle } from '../rig/rig.ts';
import { lookAround } from './look.ts';
import { operationsOf, type Operation } from './operations.ts';
import { perform } from './perform.ts';
import { addEnding, emptyTally, type Failure, type Tally } from './results.ts';
import { createWorld, type World } from './world.ts';

export interface Run {
  readonly layout: LayoutKind;
  readonly operations: number;
  readonly processes: number;
  readonly seed: number;
  readonly round: number;
  readonly directory: string;
  /** Told of each failure as it happens. */
  readonly failed: (failure: Failure) => void;
  /** Told after each round. */
  readonly looked: (tally: Tally) => void;
}

/** All operations of one layout: rounds of many at once, and a look around after each. */
export async function runLayout(run: Run): Promise<Tally> {
  const world = await createWorld(run.directory, run.layout);
  const tally = emptyTally();
  try {
    const all = operationsOf(run.seed, run.operations);
    for (let first = 0; first < all.length; first += run.round) {
      tally.rounds += 1;
      await atOnce(all.slice(first, first + run.round), { run, world, tally });
      // What a save has started in the background.
      await settle(world.rig.temporary);
      const complain = (at: string, why: string): void => run.failed({ layout: run.layout, round: tally.rounds, at, ended: 'wrong', why });
      await lookAround(world, tally, complain);
      tally.scratched = world.scratched();
      run.looked(tally);
    }
    return tally;
  } finally {
    await world.rig.dispose();
  }
}

/** Begins them in their order, so many at once. */
async function atOnce(operations: readonly Operation[], o: { readonly run: Run; readonly world: World; readonly tally: Tally }): Promise<void> {
  const { run, world, tally } = o;
  let next = 0;
  const lane = async (): Promise<void> => {
    while (next < operations.length) {
      const operation = operations[next]!;
      next += 1;
      const begun = performance.now();
      const ending = await perform(operation, world);
      addEnding(tally, operation.kind, ending, performance.now() - begun);
      if (operation.kind === 'build' || operation.kind === 'edit') tally.compared += 1;
      if ('why' in ending) run.failed({ layout: run.layout, round: tally.rounds, at: operation, ...ending });
    }
  };
  await Promise.all(Array.from({ length: run.processes }, lane));
}
