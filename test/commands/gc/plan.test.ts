import { describe, expect, test } from 'vitest';
import { planGc, type CollectableUnit, type GcEvidence, type GcLimits } from '../../../src/commands/gc/plan.ts';
import type { LinkedInode } from '../../../src/store/measure.ts';
import { keyOf } from '../../store/store-fixture.ts';

const DAY_NS = 86_400_000_000_000n;
const NOW = 100n * DAY_NS;
const ROOMY: GcLimits = { maxBytes: 1e9, maxAgeNs: 30n * DAY_NS };

function unit(name: string, daysAgo: number, fields: Partial<CollectableUnit> = {}): CollectableUnit {
  return {
    key: keyOf(name), usedNs: NOW - BigInt(daysAgo) * DAY_NS, records: 10, blobs: 100, linked: [],
    listed: true, live: false, sharesBlocks: false, ...fields,
  };
}

function evidence(units: readonly CollectableUnit[], inodes: readonly [bigint, LinkedInode][] = []): GcEvidence {
  return { units, inodes: new Map(inodes), others: [], nowNs: NOW };
}

const drops = (input: GcEvidence, limits: GcLimits): [string, string][] =>
  planGc(input, limits).steps.flatMap((step) => (step.do === 'drop-unit' ? [[step.key, step.why] as [string, string]] : []));

describe('what goes', () => {
  test('nothing below the limits', () => {
    expect(planGc(evidence([unit('a', 1), unit('b', 29)]), ROOMY)).toMatchObject({ steps: [], heldBefore: 220, heldAfter: 220, unitsAfter: 2 });
  });

  test('without a manifest, or in no catalog: always', () => {
    const input = evidence([unit('a', 0, { usedNs: undefined }), unit('b', 0, { listed: false }), unit('c', 0)]);
    expect(drops(input, ROOMY)).toEqual([[keyOf('a'), 'broken'], [keyOf('b'), 'unlisted']]);
  });

  test('by age, but for units that a worktree holds', () => {
    expect(drops(evidence([unit('old', 31), unit('live', 90, { live: true }), unit('new', 29)]), ROOMY)).toEqual([[keyOf('old'), 'age']]);
  });

  test('by size, the least recently used first and no more than needed', () => {
    const input = evidence([unit('new', 1), unit('oldest', 9), unit('old', 5)]);
    expect(drops(input, { ...ROOMY, maxBytes: 220 })).toEqual([[keyOf('oldest'), 'size']]);
    expect(drops(input, { ...ROOMY, maxBytes: 219 })).toEqual([[keyOf('oldest'), 'size'], [keyOf('old'), 'size']]);
    expect(drops(input, { ...ROOMY, maxBytes: 0 })).toHaveLength(3);
  });

  test('what a worktree holds is kept last, however long ago it was used', () => {
    const input = evidence([unit('live', 29, { live: true }), unit('other', 1)]);
    expect(drops(input, { ...ROOMY, maxBytes: 110 })).toEqual([[keyOf('other'), 'size']]);
    expect(drops(input, { ...ROOMY, maxBytes: 0 }).map(([key]) => key)).toEqual([keyOf('other'), keyOf('live')]);
  });
});

describe('what is held', () => {
  test('a blob that a worktree has linked costs nothing, nor do blocks that it shares', () => {
    const linked = unit('linked', 1, { blobs: 0, linked: [7n], live: true });
    const reflinked = unit('reflinked', 1, { live: true, sharesBlocks: true });
    const input = evidence([linked, reflinked], [[7n, { physical: 5000, names: 1, outside: true }]]);
    expect(planGc(input, ROOMY).heldBefore).toBe(20);
  });

  test('a blob of two units is freed with the second', () => {
    const input = evidence(
      [unit('a', 2, { blobs: 0, linked: [7n] }), unit('b', 1, { blobs: 0, linked: [7n] })],
      [[7n, { physical: 5000, names: 2, outside: false }]],
    );
    const plan = planGc(input, { ...ROOMY, maxBytes: 5010 });
    expect(plan).toMatchObject({ heldBefore: 5020, heldAfter: 5010, steps: [{ key: keyOf('a'), frees: 10 }] });
    expect(planGc(input, { ...ROOMY, maxBytes: 0 })).toMatchObject({ heldAfter: 0, steps: [{ frees: 10 }, { frees: 5010 }] });
  });
});
