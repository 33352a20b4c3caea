import { appendFileSync, readFileSync, truncateSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { appendCatalog, compactCatalog, listCatalogs, readCatalog, type CatalogEntry, type CatalogId } from '../../src/store/catalog.ts';
import type { Store } from '../../src/store/open.ts';
import type { Staging } from '../../src/store/stage.ts';
import type { Slot } from '../../src/units/model.ts';
import { keyOf, openStoreIn, staging, temporaryDirectory, valueOf } from './store-fixture.ts';

const ID: CatalogId = { repository: '/repo/.git', workspace: 'rust/ws' };
let directory: string;
let remove: () => void;
let store: Store;
let open: Staging;

beforeEach(async () => {
  ({ path: directory, remove } = temporaryDirectory('catalog'));
  store = openStoreIn(directory);
  open = await staging(store);
});

afterEach(() => {
  open.close();
  remove();
});

function entry(name: string, savedNs = '1'): CatalogEntry {
  return { key: keyOf(name), slot: `legacy/debug/${name}` as Slot, fingerprint: '0123456789abcdef', savedNs };
}

function path(): string {
  const [first] = listCatalogs(store).flatMap(({ catalogs }) => catalogs);
  if (first === undefined) throw new Error('no catalog');
  return first;
}

describe('catalogs', () => {
  test('entries come back in the order of saving; others have their own', () => {
    valueOf(appendCatalog(open, ID, [entry('a'), entry('b')]));
    valueOf(appendCatalog(open, ID, [entry('c')]));
    valueOf(appendCatalog(open, { ...ID, workspace: '' }, [entry('d')]));
    expect(readCatalog(store, ID)).toEqual([entry('a'), entry('b'), entry('c')]);
    expect(readCatalog(store, { ...ID, workspace: '' })).toEqual([entry('d')]);
    expect(readCatalog(store, { ...ID, repository: '/other' })).toEqual([]);
  });

  test('a line that a crash cut is skipped, and those appended after it are not', () => {
    valueOf(appendCatalog(open, ID, [entry('a'), entry('b')]));
    truncateSync(path(), readFileSync(path()).length - 7);
    valueOf(appendCatalog(open, ID, [entry('c')]));
    expect(readCatalog(store, ID)).toEqual([entry('a'), entry('c')]);
  });

  test.each(['garbage', '{}', 'null', '[]', '7', '{"key":"short","slot":"s","fingerprint":"f","savedNs":"1"}', '\0\0\0'])(
    'a line %j is skipped',
    (line) => {
      valueOf(appendCatalog(open, ID, [entry('a')]));
      appendFileSync(path(), `\n${line}`);
      valueOf(appendCatalog(open, ID, [entry('b')]));
      expect(readCatalog(store, ID)).toEqual([entry('a'), entry('b')]);
    },
  );

  test('compacting keeps the last line of each unit and what is kept', () => {
    valueOf(appendCatalog(open, ID, [entry('a', '1'), entry('b'), entry('a', '2'), entry('c')]));
    compactCatalog(path(), ({ key }) => key !== keyOf('c'));
    expect(readCatalog(store, ID)).toEqual([entry('b'), entry('a', '2')]);
  });
});
