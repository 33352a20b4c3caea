import { utimesSync } from 'node:fs';
import { beforeEach, expect, test } from 'vitest';
import type { CatalogEntry } from '../../../src/store/catalog.ts';
import { hasUnit } from '../../../src/store/collect.ts';
import type { Store } from '../../../src/store/open.ts';
import { sha256 } from '../../../src/units/identity.ts';
import type { Manifest, Slot, UnitKey } from '../../../src/units/model.ts';
import { findCandidates } from '../../../src/engine/warm/candidates.ts';
import { temporaryDirectory } from '../../formats/git/rig.ts';
import { donorFile, draft, keyOf, libraryFiles, openStoreIn, stage, staging, valueOf } from '../../store/store-fixture.ts';
import { publishUnit } from '../../../src/store/publish.ts';
import { publish, small } from './stored.ts';
import { factsOf } from '../../units/samples.ts';

let directory: string;
let store: Store;
let asked: string[];

const facts = factsOf({
  file: (path) => {
    asked.push(path);
    return sha256('here');
  },
});

beforeEach(() => {
  directory = temporaryDirectory();
  store = openStoreIn(directory);
  asked = [];
});

const { slot } = draft('app');

/** A variant whose one input has this content. */
function save(name: string, content: string): Promise<Manifest> {
  return publish(store, 'app', { key: keyOf(name), inputs: [{ kind: 'file', path: name, sha256: sha256(content) }] }, [small('fingerprint', 'f', 'x')]);
}

const entry = (key: UnitKey, of: Slot = slot): CatalogEntry => ({ key, slot: of, fingerprint: 'f', savedNs: '1' });

function candidates(entries: readonly CatalogEntry[], present: readonly (readonly [Slot, UnitKey])[] = []): ReturnType<typeof findCandidates> {
  return findCandidates({ store, entries, present: new Map(present), facts, drops: true });
}
const keys = (found: ReturnType<typeof findCandidates>): UnitKey[] => found.variants(slot).map((manifest) => manifest.key);

test('variants that fit are found, the last saved first, each once', async () => {
  const [one, two] = [await save('one', 'here'), await save('two', 'here')];
  const found = candidates([entry(one.key), entry(two.key), entry(one.key)]);
  expect(found.slots).toEqual([slot]);
  expect(keys(found)).toEqual([one.key, two.key]);
});

test('the one that stands there comes first', async () => {
  const [one, two] = [await save('one', 'here'), await save('two', 'here')];
  expect(keys(candidates([entry(one.key), entry(two.key)], [[slot, one.key]]))).toEqual([one.key, two.key]);
});

test('one that does not fit is no candidate; where none does, the newest one\'s reason is told', async () => {
  const [older, newer] = [await save('older', 'x'), await save('newer', 'y')];
  const found = candidates([entry(older.key), entry(newer.key)]);
  expect(keys(found)).toEqual([]);
  expect(found.refusals()).toEqual(new Map([[slot, { reason: 'input-differs', file: 'newer' }]]));
  const fitting = await save('fitting', 'here');
  const mixed = candidates([entry(fitting.key), entry(newer.key)]);
  expect(keys(mixed)).toEqual([fitting.key]);
  expect(mixed.refusals().size).toBe(0);
});

test('a slot is looked at when it is asked for, and once', async () => {
  const one = await save('one', 'here');
  const found = candidates([entry(one.key)]);
  expect(asked).toEqual([]);
  keys(found);
  keys(found);
  expect(asked).toEqual(['one']);
});

test('a damaged variant never reaches anyone: it is dropped from the store', async () => {
  const open = await staging(store);
  const donor = donorFile(directory, 'donor/libapp.rlib', 'the library');
  const { manifest } = valueOf(publishUnit(open, draft('app'), libraryFiles(stage(open, donor), 'app')));
  open.close();
  utimesSync(donor, 5, 5);
  const found = candidates([entry(manifest.key)]);
  expect(keys(found)).toEqual([]);
  expect(found.refusals().get(slot)).toMatchObject({ reason: 'damaged' });
  expect(hasUnit(store, manifest.key)).toBe(false);
});

test('an entry without a unit, or with another slot\'s, says nothing', async () => {
  const one = await save('one', 'here');
  const other = 'legacy/debug/other-0123456789abcdef/lib-other' as Slot;
  const found = candidates([entry(keyOf('gone')), entry(one.key, other)]);
  expect(keys(found)).toEqual([]);
  expect(found.variants(other)).toEqual([]);
  expect(found.refusals().size).toBe(0);
  expect(found.variants('legacy/debug/x-0123456789abcdef/lib-x' as Slot)).toEqual([]);
});

test('of states long gone not all are looked at', async () => {
  const one = await save('one', 'here');
  const gone = Array.from({ length: 70 }, (_, n) => entry(keyOf(`gone ${n}`)));
  expect(keys(candidates([entry(one.key), ...gone]))).toEqual([]);
  expect(keys(candidates([...gone, entry(one.key)]))).toEqual([one.key]);
});

test('a variant is weighed with the others of its slot', async () => {
  const of = (name: string, conditions: Manifest['conditions']): Promise<Manifest> =>
    publish(store, 'app', { key: keyOf(name), source: { kind: 'git', name: 'app', revision: '1' }, conditions }, [small('fingerprint', 'f', 'x')]);
  const unwatched = await of('unwatched', []);
  expect(keys(candidates([entry(unwatched.key)]))).toEqual([unwatched.key]);
  const watched = await of('watched', [{ kind: 'observed', observations: [{ see: 'file', path: 'x', sha256: sha256('x') }] }]);
  expect(keys(candidates([entry(unwatched.key), entry(watched.key)]))).toEqual([watched.key]);
});
