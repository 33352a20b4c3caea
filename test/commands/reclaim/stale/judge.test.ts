import { describe, expect, test } from 'vitest';
import { judgeStale, type UnitFacts } from '../../../../src/commands/reclaim/stale/judge.ts';
import type { Slot } from '../../../../src/units/model.ts';

const unit = (name: string, number: bigint | undefined, dependencies: readonly bigint[] | undefined, own?: UnitFacts['own']): UnitFacts => ({
  slot: name as Slot,
  number,
  dependencies,
  own,
});
const judged = (...units: readonly UnitFacts[]): Record<string, string> => Object.fromEntries(judgeStale(units));

describe('a unit is stale', () => {
  test('with what it stands on, and so on upwards', () => {
    expect(judged(unit('low', 1n, [], 'incomplete'), unit('middle', 2n, [1n]), unit('top', 3n, [2n]), unit('other', 4n, []))).toEqual({
      low: 'incomplete', middle: 'superseded', top: 'superseded',
    });
  });

  test('when what it stands on is stored under another number now', () => {
    expect(judged(unit('low', 5n, []), unit('top', 3n, [1n]))).toEqual({ top: 'superseded' });
  });

  test('and not while any unit of that number stays: two profile directories may hold it', () => {
    expect(judged(unit('low', 1n, [], 'incomplete'), unit('twin', 1n, []), unit('top', 3n, [1n]))).toEqual({ low: 'incomplete' });
  });
});

test('what cannot be read is not judged by what it stands on', () => {
  expect(judged(unit('top', 3n, undefined))).toEqual({});
});

test('a dependency that is stored nowhere says nothing where that is asked for', () => {
  expect([...judgeStale([unit('top', 3n, [1n])], { missing: 'unknown' })]).toEqual([]);
});
