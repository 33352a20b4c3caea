import { beforeEach, expect, test } from 'vitest';
import { fingerprintNumber, parseFingerprint } from '../../../src/formats/cargo/fingerprint-json.ts';
import { fingerprintText, hashFingerprint } from '../../../src/formats/cargo/fingerprint-hash/fingerprint-hash.ts';
import type { AbsolutePath } from '../../../src/system/brand.ts';
import type { Store } from '../../../src/store/open.ts';
import type { Manifest } from '../../../src/units/model.ts';
import { worktreeFingerprints } from '../../../src/engine/warm/fingerprints.ts';
import { temporaryDirectory } from '../../formats/git/rig.ts';
import { keyOf, openStoreIn } from '../../store/store-fixture.ts';
import { edgeTo } from '../../units/samples.ts';
import { publish, small } from './stored.ts';

const WORKTREE = '/tree' as AbsolutePath;
const HERE = '1763886362.041234567s (src/lib.rs)';
let store: Store;

beforeEach(() => {
  store = openStoreIn(temporaryDirectory());
});

const json = (deps: readonly Manifest[], local: string): string => {
  const edges = deps.map((dep) => `[7,"${dep.source.name}",false,${fingerprintNumber(dep.fingerprint)}]`);
  return `{"rustc":1,"features":"[]","declared_features":"[]","target":2,"profile":3,"path":4,"deps":[${edges.join(',')}],"local":[${local}],"rustflags":[],"config":5,"compile_kind":0}`;
};

/** A unit whose stored hash is what its JSON gives. */
async function unit(name: string, o: { on?: readonly Manifest[]; local?: string; more?: Partial<Manifest> } = {}): Promise<Manifest> {
  const text = json(o.on ?? [], o.local ?? '{"CheckDepInfo":{"dep_info":"dep","checksum":false}}');
  const record = parseFingerprint(text);
  if (!record.ok) throw new Error(record.error);
  const fingerprint = fingerprintText(hashFingerprint(record.value));
  const more = { key: keyOf(name), fingerprint, source: { kind: 'path', name, root: name }, dependencies: (o.on ?? []).map(edgeTo), ...o.more } as const;
  return publish(store, name, more, [small('fingerprint', name, more.fingerprint), small('fingerprint-json', `${name}.json`, text)]);
}

const script = (more: Partial<Manifest> = {}): Promise<Manifest> =>
  unit('script', { local: '{"Precalculated":"1.000000000s (src/lib.rs)"}', more: { conditions: [{ kind: 'precalculated-mtime', root: 'script' }], ...more } });

test('where no fingerprint holds a time, nothing is computed', async () => {
  const low = await unit('low');
  const chosen = [low, await unit('high', { on: [low] })];
  const found = worktreeFingerprints(chosen, { worktree: WORKTREE, precalculated: () => undefined }, store);
  expect(found).toEqual({ placeable: chosen, changed: new Map(), refusals: new Map() });
});

test('a script without rerun-if gets this worktree\'s time, and all above it a new hash', async () => {
  const low = await script();
  const high = await unit('high', { on: [low] });
  const beside = await unit('beside');
  const { placeable, changed } = worktreeFingerprints([low, high, beside], { worktree: WORKTREE, precalculated: (root) => (root === 'script' ? HERE : undefined) }, store);
  expect(placeable).toEqual([low, high, beside]);
  expect([...changed.keys()]).toEqual([low.slot, high.slot]);
  expect(changed.get(low.slot)?.json).toContain(HERE);
  expect(changed.get(high.slot)?.json).toContain(String(fingerprintNumber(changed.get(low.slot)?.fingerprint ?? '')));
});

test('where the time cannot be told, it is left to cargo with all above it', async () => {
  const low = await script();
  const high = await unit('high', { on: [low] });
  const top = await unit('top', { on: [high] });
  const beside = await unit('beside');
  const { placeable, refusals } = worktreeFingerprints([low, high, top, beside], { worktree: WORKTREE, precalculated: () => undefined }, store);
  expect(placeable).toEqual([beside]);
  expect(refusals.get(low.slot)).toEqual({ reason: 'fingerprint-mtime', package: 'script' });
  expect(refusals.get(high.slot)).toEqual({ reason: 'dependency-not-placed', dependency: low.slot, package: 'script' });
  expect(refusals.get(top.slot)).toEqual({ reason: 'dependency-not-placed', dependency: high.slot, package: 'high' });
});

test('a stored hash that the computation does not give is another cargo\'s: left to it', async () => {
  const low = await script({ fingerprint: '0123456789abcdef' });
  const { placeable, refusals } = worktreeFingerprints([low], { worktree: WORKTREE, precalculated: () => HERE }, store);
  expect(placeable).toEqual([]);
  expect(refusals.get(low.slot)).toMatchObject({ reason: 'fingerprint-mtime' });
});

test('a dependent whose hash the computation does not give is left to cargo, the script is not', async () => {
  const low = await script();
  const high = await unit('high', { on: [low], more: { fingerprint: '0123456789abcdef' } });
  const { placeable, refusals } = worktreeFingerprints([low, high], { worktree: WORKTREE, precalculated: () => HERE }, store);
  expect(placeable).toEqual([low]);
  expect(refusals.get(high.slot)).toEqual({ reason: 'fingerprint-mtime', package: 'high' });
});
