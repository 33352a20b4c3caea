import { expect, test } from 'vitest';
import { buildCulprits, unsharedCulprits } from '../../../src/commands/explain/culprits.ts';
import type { ExplainedUnit } from '../../../src/commands/explain/model.ts';
import { slotOf } from '../../units/samples.ts';

const unit = (name: string, more: Partial<ExplainedUnit> = {}): ExplainedUnit => ({
  package: name, version: '0.1.0', kind: 'lib', target: name, unitHash: null, slot: slotOf(name), state: 'build', dirty: null, unused: null, evidence: null, isOwn: true, ...more,
});
const names = (groups: readonly { because: readonly { package: string }[] }[]): string[][] => groups.map(({ because }) => because.map((u) => u.package));

test('what is not shared is grouped by the unit at the end of the chain', () => {
  const low = { isOwn: true, package: 'low', slot: slotOf('low'), refusal: { reason: 'edited-since', file: 'x' } } as const;
  const mid = { isOwn: true, package: 'mid', slot: slotOf('mid'), refusal: { reason: 'dependency-refused', dependency: slotOf('low'), package: 'low' } } as const;
  const top = { isOwn: true, package: 'top', slot: slotOf('top'), refusal: { reason: 'dependency-refused', dependency: slotOf('mid'), package: 'mid' } } as const;
  const other = { isOwn: true, package: 'other', slot: slotOf('other'), refusal: { reason: 'input-missing', file: 'y' } } as const;
  expect(names(unsharedCulprits([other, top, mid, low]))).toEqual([['low', 'top', 'mid'], ['other']]);
});

test('a chain in a circle ends', () => {
  const a = { isOwn: true, package: 'a', slot: slotOf('a'), refusal: { reason: 'dependency-refused', dependency: slotOf('b'), package: 'b' } } as const;
  const b = { isOwn: true, package: 'b', slot: slotOf('b'), refusal: { reason: 'dependency-refused', dependency: slotOf('a'), package: 'a' } } as const;
  expect(unsharedCulprits([a, b]).flatMap(({ because }) => because).length).toBeGreaterThan(0);
});

test('cargo names the rebuilt dependency, the graph the others', () => {
  const low = unit('low', { dirty: 'the file `low/src/lib.rs` has changed' });
  const mid = unit('mid', { dirty: 'the dependency `low` was rebuilt' });
  const top = unit('top');
  const groups = buildCulprits([top, mid, low, unit('fresh', { state: 'fresh' })], (slot) => (slot === slotOf('top') ? [slotOf('mid')] : []));
  expect(names(groups)).toEqual([['low', 'top', 'mid']]);
});

test('units that nobody has built are one group', () => {
  expect(names(buildCulprits([unit('a', { slot: null }), unit('b', { slot: null })], () => []))).toEqual([['a', 'b']]);
});

test('a stored unit that is not placed for its dependency leads to it', () => {
  const low = unit('low', { unused: { at: 'placing', refusal: { reason: 'input-differs', file: 'x' } } });
  const top = unit('top', { unused: { at: 'placing', refusal: { reason: 'dependency-not-placed', dependency: slotOf('low'), package: 'low' } } });
  expect(names(buildCulprits([top, low], () => []))).toEqual([['low', 'top']]);
});
