import { expect, it } from 'vitest';
import { rulesNamed } from '../mutation/rules/all.ts';
import { ACCIDENTS } from './accidents.ts';
import { historyOf } from './arbitrary.ts';
import { PARTS } from './parts/all.ts';
import { TRIALS } from './rule-accidents.ts';

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

it('accidents follow each other over all parts that are asked for', () => {
  for (const name of Object.keys(ACCIDENTS)) {
    for (let seed = 1; seed <= 10; seed += 1) {
      const history = historyOf(seed, ['plain', 'bs_git'], [name]);
      expect(history).toEqual(historyOf(seed, ['plain', 'bs_git'], [name]));
      expect(history.parts).toEqual(['plain', 'bs_git']);
      const added = history.moves.filter((move) => move.kind === 'add-worktree').length;
      expect(added).toBeGreaterThanOrEqual(1);
      expect(added).toBeLessThanOrEqual(3);
    }
  }
});

it('each rule that accidents are named for exists, with its parts', () => {
  const rules = new Set(rulesNamed([]).map(({ name }) => name));
  for (const [rule, { parts, also }] of TRIALS) {
    expect(rules).toContain(rule);
    for (const other of also ?? []) expect(rules).toContain(other);
    for (const part of parts) expect(NAMES).toContain(part);
  }
});
