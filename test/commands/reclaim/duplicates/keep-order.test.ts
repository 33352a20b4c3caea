import fc from 'fast-check';
import { expect, test } from 'vitest';
import { keepOrder, type OrderedUnit } from '../../../../src/commands/reclaim/duplicates/keep-order.ts';
import type { Slot } from '../../../../src/units/model.ts';
import { comparedMtime, newest, type TimedOutput } from '../../../../src/units/outputs.ts';

/** An output, its time now, and the older one that it could take. */
interface Draft {
  readonly now: number;
  readonly older: number | undefined;
}

const output = fc.record({ now: fc.integer({ min: 0, max: 20 }), older: fc.option(fc.integer({ min: 0, max: 20 }), { nil: undefined }) });
const library = fc.record({ rlib: output, rmeta: output, below: fc.array(fc.nat(5), { maxLength: 3 }) });

/** Units of which each stands on earlier ones alone. */
function unitsOf(drafts: readonly { readonly rlib: Draft; readonly rmeta: Draft; readonly below: readonly number[] }[]) {
  const older = new Map<string, bigint>();
  const units = drafts.map((draft, index): OrderedUnit => {
    const outputs = (['rlib', 'rmeta'] as const).map((role): TimedOutput => {
      const path = `${index}.${role}`;
      const { now, older: could } = draft[role];
      if (could !== undefined && could <= now) older.set(path, BigInt(could));
      return { role, path, size: role.length, mtimeNs: BigInt(now) };
    });
    const dependencies = draft.below.filter((at) => at < index).map((at) => String(at) as Slot);
    return { slot: String(index) as Slot, times: { kind: 'lib', outputs }, dependencies };
  });
  return { units, older };
}

/** The units that cargo would find older than what they stand on. */
function outOfOrder(units: readonly OrderedUnit[]): Set<Slot> {
  const bySlot = new Map(units.map((unit) => [unit.slot, unit]));
  return new Set(
    units
      .filter(({ times, dependencies }) =>
        dependencies.some((slot) => {
          const below = bySlot.get(slot);
          return below !== undefined && comparedMtime(times, below.times) > newest(times.outputs);
        }),
      )
      .map(({ slot }) => slot),
  );
}

test('no unit that was in order is out of it afterwards, nor at any point on the way', () => {
  fc.assert(
    fc.property(fc.array(library, { maxLength: 6 }), (drafts) => {
      const { units, older } = unitsOf(drafts);
      const before = outOfOrder(units);
      const taken = [...keepOrder(units, older)];
      for (let done = 0; done <= taken.length; done += 1) {
        const changed = new Set(taken.slice(0, done));
        const now = units.map((unit) => ({
          ...unit,
          times: { ...unit.times, outputs: unit.times.outputs.map((o) => (changed.has(o.path) ? { ...o, mtimeNs: older.get(o.path) ?? o.mtimeNs } : o)) },
        }));
        for (const slot of outOfOrder(now)) expect(before.has(slot)).toBe(true);
      }
    }),
    { numRuns: 2000 },
  );
});

test('all of a unit is taken where nothing below forbids it, and all but the smallest where something does', () => {
  const free = unitsOf([{ rlib: { now: 9, older: 3 }, rmeta: { now: 8, older: 2 }, below: [] }]);
  expect([...keepOrder(free.units, free.older)].sort()).toEqual(['0.rlib', '0.rmeta']);
  const held = unitsOf([
    { rlib: { now: 7, older: undefined }, rmeta: { now: 7, older: undefined }, below: [] },
    { rlib: { now: 9, older: 3 }, rmeta: { now: 8, older: 2 }, below: [0] },
  ]);
  expect([...keepOrder(held.units, held.older)]).toEqual(['1.rmeta']);
});
