import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { choose, packageOfSlot, type Choice } from '../../src/units/choose.ts';
import { sha256 } from '../../src/units/identity.ts';
import type { Manifest, Slot } from '../../src/units/model.ts';
import { edgeTo, manifestOf, slotOf } from './samples.ts';

/** Variants by slot, the preferred first. */
type Pool = ReadonlyMap<Slot, readonly Manifest[]>;

function poolOf(...manifests: readonly Manifest[]): Pool {
  const pool = new Map<Slot, Manifest[]>();
  for (const manifest of manifests) pool.set(manifest.slot, [...(pool.get(manifest.slot) ?? []), manifest]);
  return pool;
}

const chooseFrom = (pool: Pool, order: readonly Slot[] = [...pool.keys()]): Choice => choose(order, (slot) => pool.get(slot) ?? []);

function variant(name: string, from: string, dependencies: readonly Manifest[] = []): Manifest {
  return manifestOf(name, {
    key: sha256(`${name} of ${from}`),
    digest: sha256(`metadata of ${name} of ${from}`),
    dependencies: dependencies.map(edgeTo),
  });
}

function expectClosed({ chosen }: Choice): void {
  for (const [slot, manifest] of chosen) {
    expect(manifest.slot).toBe(slot);
    for (const edge of manifest.dependencies) expect(chosen.get(edge.slot)?.digest).toBe(edge.digest);
  }
}

/** Up to 12 slots with up to 3 variants each; an edge may want a digest that no variant has. */
const pools = fc
  .array(fc.array(fc.array(fc.tuple(fc.nat(11), fc.nat(3)), { maxLength: 4 }), { maxLength: 3 }), { maxLength: 12 })
  .map((slots): Pool => {
    const made = slots.map((variants, self) =>
      variants.map((edges, which) => {
        const wanted = new Map(edges.filter(([other]) => other < self));
        return manifestOf(String(self), {
          key: sha256(`${self}/${which}`),
          digest: sha256(`${self}/${which}/digest`),
          dependencies: [...wanted].map(([other, digest]) => ({
            slot: slotOf(String(other)),
            fingerprint: '0'.repeat(16),
            digest: sha256(`${other}/${digest}/digest`),
          })),
        });
      }),
    );
    return new Map(made.map((variants, self) => [slotOf(String(self)), variants]));
  });

/** Whether a slot's variant could be chosen if nothing else had been. */
function possible(pool: Pool, wanted: Manifest): boolean {
  const alone = new Map(pool).set(wanted.slot, [wanted]);
  return chooseFrom(alone, [wanted.slot]).chosen.has(wanted.slot);
}

describe('choose, for any graph with several variants', () => {
  test('every chosen unit has its dependencies chosen, with the digests that it was compiled against', () => {
    fc.assert(
      fc.property(pools, fc.boolean(), (pool, reversed) => {
        expectClosed(chooseFrom(pool, reversed ? [...pool.keys()].toReversed() : [...pool.keys()]));
      }),
      { numRuns: 500 },
    );
  });

  test('a slot with variants is chosen or refused, never both, and only variants of the pool are', () => {
    fc.assert(
      fc.property(pools, (pool) => {
        const { chosen, refused } = chooseFrom(pool);
        for (const [slot, variants] of pool) {
          if (variants.length === 0) continue;
          expect(chosen.has(slot)).not.toBe(refused.has(slot));
          if (chosen.has(slot)) expect(variants).toContain(chosen.get(slot));
        }
      }),
    );
  });

  test('who asks first gets what is possible, in its own order of preference', () => {
    fc.assert(
      fc.property(pools, (pool) => {
        const order = [...pool.keys()].toReversed();
        const first = order.find((slot) => pool.get(slot)?.some((wanted) => possible(pool, wanted)) === true);
        if (first === undefined) return;
        const best = pool.get(first)?.find((wanted) => possible(pool, wanted));
        expect(chooseFrom(pool, [first, ...order]).chosen.get(first)).toBe(best);
      }),
    );
  });
});

describe('choose', () => {
  test('units of two origins are not combined where their metadata differs (E0460)', () => {
    const [a, b] = [variant('low', 'a'), variant('low', 'b')];
    const top = variant('top', 'a', [a]);
    const choice = chooseFrom(poolOf(b, top), [b.slot, top.slot]);
    expect(choice.chosen).toEqual(new Map([[b.slot, b]]));
    expect(choice.refused).toEqual(new Map([[top.slot, { reason: 'dependency-digest', dependency: b.slot, package: 'low' }]]));
  });

  test('they are combined where it agrees', () => {
    const low = variant('low', 'a');
    const elsewhere = { ...variant('low', 'b'), digest: low.digest };
    expect(chooseFrom(poolOf(elsewhere, variant('top', 'a', [low]))).chosen.size).toBe(2);
  });

  test('a dependent decides on the variant of what it needs before that is asked itself', () => {
    const [newer, older] = [variant('low', 'b'), variant('low', 'a')];
    const top = variant('top', 'a', [older]);
    expect(chooseFrom(poolOf(newer, older, top), [top.slot, newer.slot]).chosen.get(older.slot)).toBe(older);
  });

  test('a failed attempt leaves nothing behind', () => {
    const [low, base] = [variant('low', 'a'), variant('base', 'a')];
    const gone = variant('gone', 'a');
    const top = variant('top', 'a', [low, gone]);
    const other = variant('low', 'b', [base]);
    const choice = chooseFrom(poolOf(top, other, low, base), [top.slot, low.slot, base.slot]);
    expect(choice.chosen.get(low.slot)).toBe(other);
    expect(choice.refused.get(top.slot)).toEqual({ reason: 'dependency-not-placed', dependency: gone.slot, package: 'gone' });
  });

  test('what failed because of an attempt under way is tried again without it', () => {
    const [left, right] = [variant('base', 'left'), variant('base', 'right')];
    const middle = variant('middle', 'right', [right]);
    const torn = variant('torn', 'both', [left, middle]);
    const choice = chooseFrom(poolOf(torn, middle, left, right), [torn.slot, middle.slot]);
    expect([...choice.refused.keys()]).toEqual([torn.slot]);
    expect(choice.chosen.get(middle.slot)).toBe(middle);
  });

  test('two hundred layers of two variants, none of which fit, end at once', () => {
    const bottom = variant('gone', 'a');
    let layer = [variant('l0', 'a', [bottom]), variant('l0', 'b', [bottom])];
    const all = [...layer];
    for (let n = 1; n < 200; n += 1) {
      layer = layer.map((below, which) => ({ ...variant(`l${n}`, which === 0 ? 'a' : 'b', [below]), digest: sha256(`l${n}`) }));
      all.push(...layer);
    }
    expect(chooseFrom(poolOf(...all.toReversed())).chosen.size).toBe(0);
  });
});

test.each([
  ['legacy/debug/serde_json-b2abab732441ffc7/lib-serde_json', 'serde_json'],
  ['legacy/x86_64-unknown-linux-gnu/debug/my-app-b2abab732441ffc7/bin-my-app', 'my-app'],
  ['unit-dirs/debug/my-app/b2abab732441ffc7/bin-my-app', 'my-app'],
])('the package of %s', (slot, name) => {
  expect(packageOfSlot(slot as Slot)).toBe(name);
});
