import { expect, test } from 'vitest';
import { joinResults } from '../../../bench/peers/join.ts';
import type { PeersResult } from '../../../bench/peers/result.ts';
import { MACHINE } from '../machine.ts';

const before: PeersResult = {
  schema: 1,
  workspace: 'shop',
  commit: 'v1',
  seconds: 60,
  machine: MACHINE,
  pieces: [{ day: '2026-01-01', only: 'ad', rounds: 3, ways: ['mbx'] }],
  programs: { mbx: 'mbx 1' },
  ways: ['mbx'],
  left: [{ way: 'kache', why: 'kache is not installed' }, { way: 'sccache', why: 'sccache is not installed' }],
  samples: [
    { measure: 'fresh build', way: 'mbx', round: 0, value: 1 },
    { measure: 'fresh build', way: 'mbx', round: 1, value: 2 },
    { measure: 'four fresh builds at once', way: 'mbx', round: 0, value: 4 },
  ],
  verdicts: [{ way: 'mbx', story: 'another branch', wrong: [], times: [0, 1] }],
  failures: [{ way: 'mbx', what: 'scenario af', said: 'why' }, { way: 'mbx', what: 'scenario d', said: 'why' }],
};
const now: PeersResult = {
  ...before,
  pieces: [{ day: '2026-01-01', only: 'a', rounds: 1, ways: ['plain cargo', 'kache', 'mbx'] }],
  programs: { mbx: 'mbx 1', kache: 'kache 2' },
  ways: ['plain cargo', 'kache', 'mbx'],
  left: [],
  samples: [{ measure: 'fresh build', way: 'plain cargo', round: 0, value: 9 }, { measure: 'fresh build', way: 'mbx', round: 0, value: 3 }],
  verdicts: [],
  failures: [],
};

test('what was measured again is replaced, the rest stays', () => {
  const joined = joinResults(before, now);
  expect(joined.samples.map(({ measure, way, value }) => [measure, way, value])).toEqual([
    ['four fresh builds at once', 'mbx', 4],
    ['fresh build', 'plain cargo', 9],
    ['fresh build', 'mbx', 3],
  ]);
  expect(joined.ways).toEqual(['plain cargo', 'kache', 'mbx']);
  expect(joined.left.map(({ way }) => way)).toEqual(['sccache']);
  expect(joined.failures.map(({ what }) => what)).toEqual(['scenario d']);
  expect(joined.pieces).toHaveLength(2);
  expect(joined.verdicts).toEqual(before.verdicts);
});

test('another commit, machine or version of a program is no part of it', () => {
  for (const other of [{ commit: 'v2' }, { machine: { ...before.machine, cores: 4 } }, { programs: { mbx: 'mbx 2' } }]) {
    expect(() => joinResults(before, { ...now, ...other })).toThrow('the result to go on with has another');
  }
});
