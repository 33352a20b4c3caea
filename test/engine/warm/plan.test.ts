import { describe, expect, test } from 'vitest';
import { sha256 } from '../../../src/units/identity.ts';
import type { Manifest, Slot } from '../../../src/units/model.ts';
import { timesOf } from '../../../src/units/stamps.ts';
import { planWarm, type PresentUnit } from '../../../src/engine/warm/plan.ts';
import { edgeTo, fileOf, manifestOf, slotOf } from '../../units/samples.ts';

const library = (name: string, ns: bigint, ...on: readonly Manifest[]): Manifest =>
  manifestOf(name, { dependencies: on.map(edgeTo), files: [{ ...fileOf('rlib', `${name}.rlib`, ns), size: 99 }, fileOf('rmeta', `${name}.rmeta`, ns)] });

const low = library('low', 10n);
const high = library('high', 20n, low);

function present(manifest: Manifest, more: Partial<PresentUnit> = {}): PresentUnit {
  return {
    slot: manifest.slot,
    fingerprintPath: `${manifest.slot}/fingerprint`,
    key: manifest.key,
    fresh: { isFresh: true, times: timesOf(manifest) },
    dependencies: manifest.dependencies.map((edge) => edge.slot),
    standsOnMore: () => false,
    ...more,
  };
}

function plan(chosen: readonly Manifest[], here: readonly PresentUnit[] = [], floors = new Map<Slot, { outputNs: bigint }>()): string[] {
  const { steps } = planWarm({ chosen, refusals: new Map(), present: new Map(here.map((unit) => [unit.slot, unit])), floors });
  return steps.map((step) => {
    const slot = step.do === 'invalidate' ? step.slot : step.manifest.slot;
    return `${step.do}${step.do === 'place' && step.replaces ? ' over' : ''} ${slot.split('/')[2]?.replace(/-.*/, '') ?? ''}`;
  });
}

test('into an empty directory everything is placed, dependencies first', () => {
  expect(plan([low, high])).toEqual(['place low', 'place high']);
});

test('what stands there and is right is kept', () => {
  expect(plan([low, high], [present(low), present(high)])).toEqual(['keep low', 'keep high']);
});

describe('is placed over what stands there', () => {
  test('another variant', () => {
    expect(plan([low], [present(low, { key: sha256('other') })])).toEqual(['place over low']);
  });
  test('one of which nothing is known', () => {
    expect(plan([low], [present(low, { key: undefined, fresh: undefined })])).toEqual(['place over low']);
  });
  test('the same one that cargo would not take for fresh', () => {
    expect(plan([low], [present(low, { fresh: { isFresh: false, times: timesOf(low) } })])).toEqual(['place over low']);
  });
  test('the same one that is older than what is placed below it', () => {
    const younger = { ...low, key: sha256('younger'), files: low.files.map((file) => ({ ...file, mtimeNs: '30' })) };
    expect(plan([younger, high], [present(low), present(high)])).toEqual(['place over low', 'place over high']);
  });
  test('one above it that only then gets too old', () => {
    const top = library('top', 25n, high);
    const floors = new Map([[low.slot, { outputNs: 40n }]]);
    expect(plan([low, high, top], [present(low), present(high), present(top)], floors)).toEqual(['place over low', 'place over high', 'place over top']);
  });
});

describe('a present unit that is neither kept nor placed', () => {
  const other = { key: sha256('other') };
  const stray = library('stray', 99n, low);
  const above = library('above', 99n, stray);
  const unknown = { key: undefined, fresh: undefined };

  test('is made stale when what it stands on changes, and all above it', () => {
    const here = [present(low, other), present(stray, unknown), present(above, unknown)];
    expect(plan([low], here)).toEqual(['invalidate stray', 'invalidate above', 'place over low']);
    expect(plan([low], here.toReversed())).toEqual(['invalidate stray', 'invalidate above', 'place over low']);
  });

  test('is left alone when it does not', () => {
    expect(plan([low], [present(low), present(stray, unknown)])).toEqual(['keep low']);
    expect(plan([high, low], [present(high, other), present(stray, unknown)])).not.toContain('invalidate stray');
  });

  test('is made stale by whatever is placed where it stands on more than edges tell', () => {
    const loose = present(stray, { ...unknown, dependencies: [], standsOnMore: () => true });
    expect(plan([low], [loose, present(above, unknown)])).toEqual(['invalidate stray', 'invalidate above', 'place low']);
    expect(plan([low], [present(low), loose])).toEqual(['keep low']);
  });

  test('goes first, before anything is placed', () => {
    expect(plan([low, high], [present(low, other), present(stray, unknown)])[0]).toBe('invalidate stray');
  });
});

test('a unit in whose place nothing stood does not make others stale', () => {
  const loner = present(manifestOf('loner'), { key: undefined, fresh: undefined, dependencies: [slotOf('low')] });
  expect(plan([low], [loner])).toEqual(['place low']);
});
