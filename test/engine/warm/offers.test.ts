import { expect, test } from 'vitest';
import type { OfferedEntry } from '../../../src/store/packages.ts';
import type { PackageSource, Slot } from '../../../src/units/model.ts';
import { chooseOffers } from '../../../src/engine/warm/offers.ts';
import { keyOf } from '../../store/store-fixture.ts';

const serde: PackageSource = { kind: 'registry', name: 'serde', version: '1.0.0' };
const itoa: PackageSource = { kind: 'registry', name: 'itoa', version: '1.0.0' };
const app: PackageSource = { kind: 'path', name: 'app', root: '' };

function entry(clone: string, source: PackageSource, slot: string): OfferedEntry {
  return { key: keyOf(`${clone} ${slot}`), slot: slot as Slot, fingerprint: 'f', savedNs: '1', source, clone };
}
const chosen = (packages: readonly (readonly OfferedEntry[])[]): string[] => chooseOffers(packages, 'own').map(({ clone, slot }) => `${clone} ${slot}`);

test('what the clone has built itself of a registry package is not offered; another version is', () => {
  const older: PackageSource = { ...serde, version: '0.9.0' };
  expect(chosen([[entry('own', serde, 's'), entry('a', serde, 's2'), entry('a', older, 'old')]])).toEqual(['a old']);
});

test('a member is offered though the clone has built it: its content decides', () => {
  expect(chosen([[entry('own', app, 'app'), entry('a', app, 'app')]])).toEqual(['a app']);
});

test('the two clones with most of the packages come first, whoever saved last', () => {
  const packages = [
    [entry('most', serde, 's1'), entry('some', serde, 's2'), entry('few', serde, 's3')],
    [entry('most', itoa, 'i1'), entry('some', itoa, 'i2')],
    [entry('most', app, 'a1')],
  ];
  expect(chosen(packages)).toEqual(['most s1', 'some s2', 'most i1', 'some i2', 'most a1']);
});

test('of clones with as many of the packages, those come first that saved last', () => {
  const packages = [[entry('old', serde, 's1'), entry('older', serde, 's2'), entry('new', serde, 's3'), entry('newest', serde, 's4')]];
  expect(chosen(packages)).toEqual(['new s3', 'newest s4']);
});

test('of a package with many units the last saved are offered, each with all its variants', () => {
  const many = Array.from({ length: 40 }, (_, index) => entry('a', serde, `s${index}`));
  const offered = chosen([[...many, entry('a', serde, 's0')]]);
  expect(offered).toHaveLength(33);
  expect(offered.filter((name) => name === 'a s0')).toHaveLength(2);
  expect(offered).not.toContain('a s1');
});
