import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { dependenciesFirst, FingerprintIndex, type GraphNode } from '../../src/units/graph.ts';
import type { Slot } from '../../src/units/model.ts';

const slot = (n: number): Slot => String(n) as Slot;
/** Units 0…n, each on some of those before it: a graph without cycles, as cargo's is. */
const graphs = fc.array(fc.array(fc.nat(30), { maxLength: 5 }), { maxLength: 30 }).map((raw) =>
  raw.map((wanted, self) => [...new Set(wanted.filter((other) => other < self))]),
);

describe('dependenciesFirst', () => {
  test('every unit stands once, after all that it depends on', () => {
    fc.assert(
      fc.property(graphs, fc.nat(), (graph, seed) => {
        const starts = graph.map((_, n) => slot(n)).sort((a, b) => ((Number(a) * 7 + seed) % 31) - ((Number(b) * 7 + seed) % 31));
        const ordered = dependenciesFirst(starts, (s) => (graph[Number(s)] ?? []).map(slot));
        expect(new Set(ordered).size).toBe(ordered.length);
        expect(new Set(ordered)).toEqual(new Set(starts));
        for (const [self, wanted] of graph.entries()) {
          for (const other of wanted) expect(ordered.indexOf(slot(other))).toBeLessThan(ordered.indexOf(slot(self)));
        }
      }),
    );
  });

  test('what is only depended on is listed too', () => {
    expect(dependenciesFirst([slot(1)], (s) => (s === slot(1) ? [slot(0)] : []))).toEqual([slot(0), slot(1)]);
  });

  test('a cycle in damaged data ends, each unit once', () => {
    const next = (s: Slot): Slot[] => [slot((Number(s) + 1) % 3)];
    expect(dependenciesFirst([slot(0)], next).toSorted()).toEqual([slot(0), slot(1), slot(2)]);
  });

  test('a chain of a hundred thousand needs no stack', () => {
    const length = 100_000;
    const ordered = dependenciesFirst([slot(length)], (s) => (s === slot(0) ? [] : [slot(Number(s) - 1)]));
    expect(ordered[0]).toBe(slot(0));
    expect(ordered).toHaveLength(length + 1);
  });
});

describe('FingerprintIndex', () => {
  const node = (name: string, profileDirectory: string, fingerprintNumber: bigint): GraphNode => ({ slot: name as Slot, profileDirectory, fingerprintNumber });
  const dep = (fingerprint: bigint) => ({ name: 'serde', fingerprint });

  test('tells numbers apart that a double does not', () => {
    const index = new FingerprintIndex([node('a', 'debug', 2n ** 63n), node('b', 'debug', 2n ** 63n + 1n)]);
    expect(index.find(dep(2n ** 63n + 1n), 'debug')).toMatchObject({ ok: true, value: { slot: 'b' } });
  });

  test('prefers the own profile directory, and takes another where only that has it', () => {
    const index = new FingerprintIndex([node('host', 'debug', 1n), node('target', 'x/debug', 1n), node('macro', 'debug', 2n)]);
    expect(index.find(dep(1n), 'x/debug')).toMatchObject({ ok: true, value: { slot: 'target' } });
    expect(index.find(dep(2n), 'x/debug')).toMatchObject({ ok: true, value: { slot: 'macro' } });
  });

  test('names a dependency that is not there, and one that two units could be', () => {
    const index = new FingerprintIndex([node('a', 'debug', 1n), node('b', 'debug', 1n), node('c', 'release', 1n)]);
    expect(index.find(dep(9n), 'debug')).toEqual({ ok: false, error: 'serde' });
    expect(index.find(dep(1n), 'debug')).toEqual({ ok: false, error: 'serde' });
  });
});
