import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Manifest, Slot } from '../../src/units/model.ts';
import { comparedMtime, newest, type TimedUnit } from '../../src/units/outputs.ts';
import { orderTimes, timesOf, type Floor, type OrderedTimes } from '../../src/units/stamps.ts';
import { edgeTo, fileOf, manifestOf, slotOf, timed } from './samples.ts';

interface Case {
  readonly order: readonly Manifest[];
  readonly floors: ReadonlyMap<Slot, Floor>;
  readonly present: ReadonlyMap<Slot, TimedUnit>;
}

const KINDS = ['lib', 'proc-macro', 'bin', 'run-build-script'] as const;
const ROLES = { lib: ['rlib', 'rmeta'], 'proc-macro': ['dylib'], bin: ['executable'], 'run-build-script': ['script-output'] } as const;

const unit = fc.record({
  kind: fc.constantFrom(...KINDS),
  times: fc.tuple(fc.nat(50), fc.nat(50)),
  wanted: fc.array(fc.nat(11), { maxLength: 3 }),
  floor: fc.option(fc.nat(60)),
  present: fc.option(fc.tuple(fc.nat(50), fc.nat(50)), { freq: 4 }),
});

/** Units with dependencies before dependents, some with a floor, some already there with other times. */
const cases = fc.array(unit, { maxLength: 12 }).map((units): Case => {
  const order: Manifest[] = [];
  const floors = new Map<Slot, Floor>();
  const present = new Map<Slot, TimedUnit>();
  for (const [n, { kind, times, wanted, floor, present: here }] of units.entries()) {
    const below = [...new Set(wanted)].flatMap((other) => order[other] ?? []);
    const file = (at: readonly number[]) =>
      ROLES[kind].map((role, i) => ({ ...fileOf(role, `${n}/${role}`, BigInt(at[i] ?? 0)), size: 10 - i }));
    const made = manifestOf(String(n), { kind, dependencies: below.map(edgeTo), files: file(times) });
    order.push(made);
    if (floor !== null && kind === 'run-build-script') floors.set(made.slot, { outputNs: BigInt(floor) });
    if (here !== null) present.set(made.slot, timesOf({ kind, files: file(here) }));
  }
  return { order, floors, present };
});

function timesIn(result: ReadonlyMap<Slot, OrderedTimes>, slot: Slot): TimedUnit {
  return result.get(slot)?.times ?? { kind: 'lib', outputs: [] };
}

/** What a unit's newest output must at least be. */
function needed({ slot, dependencies }: Manifest, result: ReadonlyMap<Slot, OrderedTimes>, floors: Case['floors']): bigint {
  const own = timesIn(result, slot);
  const edges = dependencies.map((edge) => comparedMtime(own, timesIn(result, edge.slot)));
  return [floors.get(slot)?.outputNs ?? 0n, ...edges].reduce((max, time) => (time > max ? time : max), 0n);
}

describe('orderTimes, for any graph', () => {
  test('no edge is out of order afterwards, and no output is older than what is watched', () => {
    fc.assert(
      fc.property(cases, ({ order, floors, present }) => {
        const result = orderTimes(order, floors, present);
        for (const manifest of order) {
          expect(newest(timesIn(result, manifest.slot).outputs)).toBeGreaterThanOrEqual(needed(manifest, result, floors));
        }
      }),
      { numRuns: 500 },
    );
  });

  test('one file is stamped, only where it must be, and with exactly what is needed', () => {
    fc.assert(
      fc.property(cases, ({ order, floors, present }) => {
        const result = orderTimes(order, floors, present);
        for (const manifest of order) {
          const before = present.get(manifest.slot) ?? timesOf(manifest);
          const { times, stamped } = result.get(manifest.slot) ?? { times: before, stamped: [] };
          const least = needed(manifest, result, floors);
          expect(stamped).toHaveLength(least > newest(before.outputs) ? 1 : 0);
          expect(stamped.map((output) => output.mtimeNs)).toEqual(stamped.map(() => least));
          const others = (outputs: TimedUnit['outputs']) => outputs.filter((o) => stamped.every((s) => s.path !== o.path));
          expect(others(times.outputs)).toEqual(others(before.outputs));
        }
      }),
    );
  });
});

describe('orderTimes', () => {
  const script = manifestOf('script', { kind: 'run-build-script', files: [fileOf('script-output', 'output', 5n)] });
  const library = manifestOf('library', {
    dependencies: [edgeTo(script)],
    files: [{ ...fileOf('rlib', 'a.rlib', 8n), size: 999 }, { ...fileOf('rmeta', 'a.rmeta', 7n), size: 9 }],
  });

  test('a build script\'s output that is stamped for this worktree carries its dependents with it', () => {
    const result = orderTimes([script, library], new Map([[script.slot, { outputNs: 20n }]]));
    expect(result.get(script.slot)?.stamped).toMatchObject([{ path: 'output', mtimeNs: 20n }]);
    expect(result.get(library.slot)?.stamped).toMatchObject([{ path: 'a.rmeta', mtimeNs: 20n }]);
  });

  test('equal is fresh: cargo compares with a strict >', () => {
    const result = orderTimes([script, library], new Map([[script.slot, { outputNs: 8n }]]));
    expect(result.get(library.slot)?.stamped).toEqual([]);
  });

  test('the times that stand in the worktree count, not the stored ones', () => {
    const here = new Map([[script.slot, timed('run-build-script', { 'script-output': 30n })]]);
    expect(orderTimes([script, library], new Map(), here).get(library.slot)?.stamped).toMatchObject([{ mtimeNs: 30n }]);
  });

  test('a dependency that is not among the units asks for nothing', () => {
    expect(orderTimes([library], new Map()).get(library.slot)?.stamped).toEqual([]);
    expect(orderTimes([], new Map()).get(slotOf('library'))).toBeUndefined();
  });
});
