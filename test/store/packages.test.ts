import { appendFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { compactPackages, cloneName, offerUnits, packageKeys, readPackage, type PackageEntry } from '../../src/store/packages.ts';
import type { Store } from '../../src/store/open.ts';
import type { Staging } from '../../src/store/stage.ts';
import type { Slot } from '../../src/units/model.ts';
import { keyOf, openStoreIn, staging, temporaryDirectory, valueOf } from './store-fixture.ts';

let remove: () => void;
let store: Store;
let open: Staging;

beforeEach(async () => {
  const made = temporaryDirectory('packages');
  remove = made.remove;
  store = openStoreIn(made.path);
  open = await staging(store);
});
afterEach(() => {
  open.close();
  remove();
});

const ID = { repository: '/repo/.git', workspace: '' };
function entry(name: string, version = '1.0.0'): PackageEntry {
  return { key: keyOf(`${name} ${version}`), slot: `legacy/debug/${name}` as Slot, fingerprint: 'f', savedNs: '1', source: { kind: 'registry', name, version } };
}
const versions = (name: string): unknown[] => readPackage(store, name).map(({ source }) => source.kind === 'registry' && source.version);

test('units are found by their package, with the clone that has built them', () => {
  valueOf(offerUnits(open, ID, [entry('serde'), entry('itoa'), entry('serde', '2.0.0')]));
  expect(readPackage(store, 'serde')).toMatchObject([{ clone: cloneName(ID.repository) }, { source: { version: '2.0.0' } }]);
  expect(readPackage(store, 'nothing')).toEqual([]);
});

test('what an editor builds beside a workspace is offered to nobody', () => {
  valueOf(offerUnits(open, { ...ID, workspace: '//rust-analyzer' }, [entry('serde')]));
  expect(readPackage(store, 'serde')).toEqual([]);
});

test('lines that are cut, strange or of another package are passed over', () => {
  valueOf(offerUnits(open, ID, [entry('serde')]));
  const [directory = ''] = readdirSync(join(store.root, 'packages'));
  const path = join(store.root, 'packages', directory);
  const file = join(path, readdirSync(path)[0] ?? '');
  const { source: _source, ...without } = entry('serde');
  for (const line of ['{"key":', 'null', JSON.stringify(without), JSON.stringify({ ...entry('itoa'), clone: 'c' }), JSON.stringify({ ...entry('serde'), source: null, clone: 'c' })]) appendFileSync(file, `\n${line}`);
  expect(versions('serde')).toEqual(['1.0.0']);
});

test('dropped units leave their packages, and repetitions go with them', () => {
  valueOf(offerUnits(open, ID, [entry('serde'), entry('serde', '2.0.0'), entry('serde', '2.0.0'), entry('itoa')]));
  compactPackages(store, new Set([entry('serde').key, entry('itoa').key]));
  expect(versions('serde')).toEqual(['2.0.0']);
  expect([...packageKeys(store)]).toEqual([entry('serde', '2.0.0').key]);
});
