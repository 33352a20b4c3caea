import { expect, it } from 'vitest';
import { historyOf } from './arbitrary.ts';
import type { History } from './history.ts';
import { PARTS } from './parts/all.ts';
import { shrink } from './shrink.ts';

const history = historyOf(3, PARTS.map((part) => part.name));

it('leaves the moves and parts that a failure needs', async () => {
  const needed = [history.moves[4], history.moves[11]];
  const part = history.parts[1] ?? '';
  const fails = async (candidate: History): Promise<boolean> =>
    needed.every((move) => move !== undefined && candidate.moves.includes(move)) && candidate.parts.includes(part);
  const small = await shrink(history, fails, Number.POSITIVE_INFINITY);
  expect(small.moves).toEqual(needed);
  expect(small.parts).toEqual([part]);
});

it('gives the best so far when the time is over', async () => {
  expect(await shrink(history, async () => true, 0)).toBe(history);
});
