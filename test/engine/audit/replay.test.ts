import { expect, test } from 'vitest';
import { runsToReplay } from '../../../src/engine/audit/replay.ts';
import type { Manifest, PackageSource } from '../../../src/units/model.ts';
import { edgeTo, manifestOf, slotOf } from '../../units/samples.ts';

const registry = (name: string): PackageSource => ({ kind: 'registry', name, version: '1.0.0' });

function scriptAndRun(name: string, source: PackageSource): [Manifest, Manifest] {
  const script = manifestOf(name, { kind: 'build-script', slot: slotOf(name, 'script'), source });
  return [script, manifestOf(name, { kind: 'run-build-script', slot: slotOf(name, 'run'), source, dependencies: [edgeTo(script)] })];
}

function replayed(units: readonly Manifest[], o: { readonly touched: readonly Manifest[]; readonly chosen?: readonly Manifest[] }): string[] {
  const standing = new Map(units.map((unit) => [unit.slot, unit]));
  const chosen = (o.chosen ?? []).map((manifest) => ({ manifest, way: 'run', evidence: 'doubted' }) as const);
  return runsToReplay(standing, new Set(o.touched.map(({ slot }) => slot)), chosen).map(({ script }) => script.source.name);
}

test('runs of packages from elsewhere that cargo would run anew, and nobody observes', () => {
  const [script, run] = scriptAndRun('zlib', registry('zlib'));
  const [own, ownRun] = scriptAndRun('app', { kind: 'path', name: 'app', root: 'app' });
  const [vendored, vendoredRun] = scriptAndRun('vend', { kind: 'path', name: 'vend', root: 'vendor/vend', vendored: true });
  const all = [script, run, own, ownRun, vendored, vendoredRun];
  expect(replayed(all, { touched: [run, ownRun, vendoredRun] })).toEqual(['zlib', 'vend']);
  expect(replayed(all, { touched: [ownRun] })).toEqual([]);
  expect(replayed(all, { touched: [run], chosen: [run] })).toEqual([]);
  expect(replayed([run], { touched: [run] })).toEqual([]);
});

test('a script that is observed in one of its runs runs in all', () => {
  const [script, run] = scriptAndRun('zlib', registry('zlib'));
  const other = { ...run, slot: slotOf('zlib', 'other') };
  expect(replayed([script, run, other], { touched: [run, other], chosen: [other] })).toEqual([]);
});
