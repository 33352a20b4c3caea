import { expect, test } from 'vitest';
import { touchedRoots, unitsToPrepare } from '../../../src/engine/incremental/choose-units.ts';
import type { AbsolutePath } from '../../../src/system/brand.ts';
import type { Manifest } from '../../../src/units/model.ts';
import { edgeTo, manifestOf } from '../../units/samples.ts';

const worktree = '/repos/fresh' as AbsolutePath;
const names = (manifests: readonly Manifest[]): string[] => manifests.map(({ source }) => source.name);

const commit = 'a'.repeat(40);
const low = manifestOf('low', { provenance: { ...manifestOf('low').provenance, commit } });
const app = manifestOf('app', { kind: 'bin', dependencies: [edgeTo(low)] });
const other = manifestOf('other');

test('members that came from another worktree', () => {
  const here = manifestOf('here', { provenance: { ...low.provenance, worktree } });
  const registry = manifestOf('serde', { source: { kind: 'registry', name: 'serde', version: '1.0.0' } });
  const vendored = manifestOf('vendored', { source: { kind: 'path', name: 'vendored', root: 'vendor/vendored', vendored: true } });
  const script = manifestOf('script', { kind: 'build-script' });
  expect(names(unitsToPrepare([low, here, registry, vendored, script, app], { worktree }))).toEqual(['low', 'app']);
});

test('those that are touched most come first, what stands on them last, and the others not at all', () => {
  const touched = new Map([['low', 1], ['often', 5]]);
  expect(names(unitsToPrepare([app, other, low, manifestOf('often')], { worktree, unasked: { commit, touched } }))).toEqual(['often', 'low', 'app']);
  expect(unitsToPrepare([low], { worktree, unasked: { commit, touched: new Map() } })).toEqual([]);
});

test('nothing runs by itself where nothing was built: a branch chooses its compiler', () => {
  const touched = new Map([['low', 1]]);
  expect(names(unitsToPrepare([low], { worktree, unasked: { commit, touched } }))).toEqual(['low']);
  expect(unitsToPrepare([low], { worktree, unasked: { commit: 'f'.repeat(40), touched } })).toEqual([]);
  expect(unitsToPrepare([low], { worktree, unasked: { commit: null, touched } })).toEqual([]);
});

test('a file belongs to the deepest package above it', () => {
  const files = ['low/src/lib.rs', 'low/src/lib.rs', 'low/inner/src/lib.rs', 'lower/src/lib.rs', 'README.md'];
  expect(touchedRoots(files, ['low', 'low/inner', ''])).toEqual(new Map([['low', 2], ['low/inner', 1], ['', 2]]));
  expect(touchedRoots(files, ['low'])).toEqual(new Map([['low', 3]]));
});
