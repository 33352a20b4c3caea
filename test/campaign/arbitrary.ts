import * as fc from 'fast-check';
import { accidentsNamed } from './accidents.ts';
import type { History, Move } from './history.ts';
import { partsNamed } from './parts/all.ts';
import { APP_SLOTS, slotsOf } from './workspace.ts';

const at = fc.nat(7);
const slot = fc.nat(63);
const value = fc.integer({ min: 100, max: 999 });
const time = fc.constantFrom(...Array.from({ length: 10 }, () => 'now' as const), 'old', 'future');

const weighted: readonly { readonly weight: number; readonly arbitrary: fc.Arbitrary<Move> }[] = [
  { weight: 12, arbitrary: fc.record({ kind: fc.constant('edit'), at, slot, value, time }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('comment'), at, slot, value }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('restore'), at, slot, time: fc.constantFrom('now', 'old', 'previous') }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('touch'), at, slot }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('backdate'), at, directories: fc.constant(false) }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('extra'), at, slot, value, time }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('module'), at, to: fc.constantFrom('file', 'directory', 'directory', 'both', 'gone'), time }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('rename'), at }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('exchange'), at, what: fc.constantFrom('directories', 'link') }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('manifest'), at, what: fc.constantFrom('feature', 'profile', 'version', 'dependency', 'lock'), value }) },
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('commit'), at }) },
  { weight: 5, arbitrary: fc.record({ kind: fc.constant('switch'), at, branch: fc.nat(3) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('stash'), at, what: fc.constantFrom('push', 'pop') }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('rebase'), at, branch: fc.nat(3), how: fc.constantFrom('rebase', 'merge', 'reset') }) },
  { weight: 16, arbitrary: fc.record({ kind: fc.constant('add-worktree'), at, place: fc.constantFrom('beside', 'beside', 'inside'), back: fc.nat(2), build: fc.constantFrom(true, true, true, false) }) },
  { weight: 5, arbitrary: fc.record({ kind: fc.constant('remove-worktree'), at }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('move-worktree'), at, how: fc.constantFrom('git', 'by-hand') }) },
  {
    weight: 55,
    arbitrary: fc.record({
      kind: fc.constant('cargo'),
      at,
      command: fc.constantFrom('build', 'build', 'build', 'build', 'build', 'run', 'run', 'package', 'package', 'release', 'test', 'test', 'example', 'check', 'clippy', 'doc', 'bench'),
      env: fc.constantFrom(0, 0, 0, 0, 1, 2),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('clean'), at, package: fc.boolean() }) },
  { weight: 7, arbitrary: fc.record({ kind: fc.constant('share'), at, command: fc.constantFrom('warm', 'warm', 'warm', 'save', 'save', 'gc', 'reclaim') }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('kill'), at, what: fc.constantFrom('build', 'build', 'check', 'warm', 'warm', 'save', 'gc', 'reclaim', 'switch'), ms: fc.nat(400) }) },
];

/** Histories of at least twelve moves over a few of `parts`; all parts come up equally often. */
export function histories(parts: readonly string[]): fc.Arbitrary<History> {
  const nesting = new Set(partsNamed(parts).filter((part) => part.needsNesting).map((part) => part.name));
  const drawn = fc.record({
    parts: fc.subarray([...parts], { minLength: Math.min(3, parts.length), maxLength: Math.min(6, parts.length) }),
    nested: fc.boolean(),
    hurried: fc.constantFrom(false, false, false, true),
    debugInfo: fc.constantFrom(false, false, false, true),
    moves: fc.array(fc.oneof(...weighted), { minLength: 16, maxLength: 26, size: 'max' }),
  });
  return drawn.map((history) => ({ ...history, nested: history.nested || history.parts.some((part) => nesting.has(part)) }));
}

/** As many worktrees as accidents may add together. */
const MOST_ADDED = 3;

/** Histories over all of `parts` in which one accident follows another. */
export function accidentHistories(parts: readonly string[], names: readonly string[]): fc.Arbitrary<History> {
  const nested = partsNamed(parts).some((part) => part.needsNesting === true);
  const slots = slotsOf({ parts }).length;
  // The first files are the program's own.
  const occasion = fc.record({ slot: fc.integer({ min: Math.min(APP_SLOTS.length, slots - 1), max: slots - 1 }), value });
  const follow = (next: number): fc.Arbitrary<readonly Move[]> =>
    fc.tuple(fc.constantFrom(...accidentsNamed(names)), occasion).chain<readonly Move[]>(([accident, o]) => {
      if (next + accident.adds - 1 > MOST_ADDED) return fc.constant([]);
      return fc.tuple(accident.moves({ ...o, next }), follow(next + accident.adds)).map(([moves, rest]) => [...moves, ...rest]);
    });
  return follow(1).map((moves) => ({ parts, nested, hurried: false, debugInfo: false, moves }));
}

/** The history of one seed: the same on every machine. With names of accidents, one of those. */
export function historyOf(seed: number, parts: readonly string[], accidents: readonly string[] = []): History {
  const all = accidents.length === 0 ? histories(parts) : accidentHistories(parts, accidents);
  const [history] = fc.sample(all, { seed, numRuns: 1 });
  if (history === undefined) throw new Error('fast-check gave no sample');
  return history;
}
