import { expect, test } from 'vitest';
import { lengthOf } from '../../../../bench/peers/scenarios/occupied.ts';

test.for([
  [[], 0],
  [[[5n, 9n]], 4],
  [[[5n, 9n], [5n, 9n]], 4],
  [[[20n, 30n], [0n, 10n]], 20],
  [[[0n, 10n], [5n, 15n], [6n, 7n]], 15],
  [[[0n, 10n], [10n, 11n]], 11],
] as const)('%s: %i bytes', ([runs, bytes]) => {
  expect(lengthOf(runs)).toBe(bytes);
});
