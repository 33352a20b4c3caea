import { expect, it } from 'vitest';
import { historyOf } from './arbitrary.ts';
import { PARTS } from './parts/all.ts';

const NAMES = PARTS.map((part) => part.name);

it('a seed gives the same history again, of at least twelve moves', () => {
  for (let seed = 1; seed <= 50; seed += 1) {
    const history = historyOf(seed, NAMES);
    expect(historyOf(seed, NAMES)).toEqual(history);
    expect(history.moves.length).toBeGreaterThanOrEqual(12);
    expect(JSON.parse(JSON.stringify(history))).toEqual(history);
  }
});

it('every part and every kind of move comes up', () => {
  const drawn = Array.from({ length: 150 }, (_, seed) => historyOf(seed, NAMES));
  expect(new Set(drawn.flatMap((history) => history.parts))).toEqual(new Set(NAMES));
  expect(new Set(drawn.flatMap((history) => history.moves.map((move) => move.kind))).size).toBe(21);
});
