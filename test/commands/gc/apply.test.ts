import { existsSync, linkSync, mkdirSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { applyGc } from '../../../src/commands/gc/apply.ts';
import { gatherEvidence } from '../../../src/commands/gc/evidence.ts';
import { planGc, type GcLimits, type GcPlan } from '../../../src/commands/gc/plan.ts';
import { isGcDue, noteGc } from '../../../src/commands/gc/schedule.ts';
import { appendCatalog, readCatalog, type CatalogId } from '../../../src/store/catalog.ts';
import { listUnits } from '../../../src/store/collect.ts';
import type { Store } from '../../../src/store/open.ts';
import { readSeen, writeSeen } from '../../../src/store/targets.ts';
import { lastUse, markUsed } from '../../../src/store/use.ts';
import type { AbsolutePath } from '../../../src/system/brand.ts';
import type { Slot } from '../../../src/units/model.ts';
import { errorOf, keyOf, openStoreIn, publishLibrary, staging, temporaryDirectory, valueOf } from '../../store/store-fixture.ts';

const DAY_NS = 86_400_000_000_000n;
const ALL: GcLimits = { maxBytes: 0, maxAgeNs: 30n * DAY_NS };
const ROOMY: GcLimits = { ...ALL, maxBytes: 1e12 };
let directory: string;
let remove: () => void;
let store: Store;
let id: CatalogId;
let target: AbsolutePath;

beforeEach(async () => {
  ({ path: directory, remove } = temporaryDirectory('gc'));
  store = openStoreIn(directory);
  id = { repository: join(directory, 'clone/.git'), workspace: '' };
  target = join(directory, 'clone/target') as AbsolutePath;
  mkdirSync(id.repository, { recursive: true });
  mkdirSync(target);
  await save('serde', 'regex');
});

afterEach(() => remove());

const slotOf = (name: string): Slot => `legacy/debug/${name}` as Slot;

/** Published, in the catalog, known of the build directory; the donor's own file is gone. */
async function save(...names: readonly string[]): Promise<void> {
  for (const name of names) valueOf(await publishLibrary(store, directory, name));
  await list(...names);
  rmSync(join(directory, 'donor'), { recursive: true });
}

async function list(...names: readonly string[]): Promise<void> {
  const open = await staging(store);
  valueOf(appendCatalog(open, id, names.map((name) => ({ key: keyOf(name), slot: slotOf(name), fingerprint: 'f', savedNs: '1' }))));
  open.close();
}

function remember(...names: readonly string[]): void {
  writeSeen(store, target, new Map(names.map((name) => [slotOf(name), { ino: '1', mtimeNs: '1', result: { saved: keyOf(name) } }])));
}

/** Where units that go are put first. */
function nothingCanBeDropped(): void {
  rmSync(join(store.root, 'tmp'), { recursive: true });
  writeFileSync(join(store.root, 'tmp'), '');
}

const plan = (limits: GcLimits): GcPlan => planGc(gatherEvidence(store), limits);
const apply = (made: GcPlan, saveAgain = true): ReturnType<typeof applyGc> =>
  applyGc(made, { store, timeoutMs: 0, deadline: Infinity, saveAgain, progress: () => undefined });
const unitPath = (name: string): string => join(store.root, 'units', keyOf(name).slice(0, 2), keyOf(name));
const agedBy = (name: string, days: number): void => {
  const time = Date.now() / 1000 - days * 86_400;
  utimesSync(join(unitPath(name), 'manifest.json'), time, time);
};

test('a dropped unit leaves the catalog, and a worktree that has it saves it again', async () => {
  remember('serde', 'regex');
  agedBy('serde', 2);
  const all = plan(ROOMY).heldBefore;
  const made = plan({ ...ALL, maxBytes: all - 1 });
  expect(valueOf(await apply(made))).toMatchObject({ dropped: 1, spared: 0, left: 0, freed: made.heldBefore - made.heldAfter });
  expect(listUnits(store)).toEqual([keyOf('regex')]);
  expect(readCatalog(store, id).map(({ key }) => key)).toEqual([keyOf('regex')]);
  expect([...readSeen(store, target).keys()]).toEqual([slotOf('regex')]);
  expect(plan(ROOMY).heldBefore).toBe(made.heldAfter);
});

test('by itself, what goes by size is not saved again', async () => {
  remember('serde', 'regex');
  valueOf(await apply(plan(ALL), false));
  expect(listUnits(store)).toEqual([]);
  expect(readSeen(store, target).size).toBe(2);
});

test('it is free to be saved again before it is dropped: who is killed in between leaves none that is gone and counts as saved', async () => {
  remember('serde', 'regex');
  const made = plan(ALL);
  nothingCanBeDropped();
  expect(valueOf(await apply(made))).toMatchObject({ dropped: 0, left: 2 });
  expect(readSeen(store, target).size).toBe(0);
});

test('a unit that came into use after the plan was made is spared', async () => {
  for (const name of ['serde', 'regex']) agedBy(name, 60);
  const made = plan(ROOMY);
  markUsed(store, [keyOf('serde')]);
  expect(valueOf(await apply(made))).toMatchObject({ dropped: 1, spared: 1 });
  expect(listUnits(store)).toEqual([keyOf('serde')]);
});

test('one that a catalog came to name is spared', async () => {
  valueOf(await publishLibrary(store, directory, 'late'));
  const made = plan(ROOMY);
  expect(made.steps).toMatchObject([{ do: 'drop-unit', why: 'unlisted', key: keyOf('late') }]);
  await list('late');
  expect(valueOf(await apply(made))).toMatchObject({ dropped: 0, spared: 1 });
});

test('use is noted once an hour, and a time in the future is put right', () => {
  const hour = 3_600_000_000_000n;
  const before = lastUse(store, keyOf('serde'));
  markUsed(store, [keyOf('serde'), keyOf('unknown')]);
  expect(lastUse(store, keyOf('serde'))).toBe(before);
  for (const days of [1, -1]) {
    agedBy('serde', days);
    markUsed(store, [keyOf('serde')]);
    const noted = BigInt(Date.now()) * 1_000_000n - (lastUse(store, keyOf('serde')) ?? 0n);
    expect(noted >= 0n && noted < hour).toBe(true);
  }
});

test('a unit that a worktree has linked costs its records only, and no age limit touches it', () => {
  linkSync(join(unitPath('serde'), 'blob-1'), join(target, 'libserde.rlib'));
  const { units } = gatherEvidence(store);
  for (const name of ['serde', 'regex']) agedBy(name, 60);
  expect(units.find(({ key }) => key === keyOf('serde'))).toMatchObject({ live: true, blobs: 0 });
  expect(plan(ROOMY).steps).toMatchObject([{ key: keyOf('regex'), why: 'age' }]);
});

test('nothing is dropped while a writer is at work, and a writer waits while something is', async () => {
  const open = await staging(store);
  expect(errorOf(await apply(plan(ALL))).code).toBe('store-busy');
  expect(listUnits(store)).toHaveLength(2);
  open.close();
  valueOf(await apply(plan(ALL)));
  expect(listUnits(store)).toEqual([]);
});

test('what the time does not reach is left and said', async () => {
  expect(valueOf(await applyGc(plan(ALL), { store, timeoutMs: 0, deadline: 0, saveAgain: true, progress: () => undefined }))).toMatchObject({ dropped: 0, left: 2 });
});

test('a clone and a build directory that are gone are forgotten, and their units go', async () => {
  remember('serde');
  rmSync(join(directory, 'clone'), { recursive: true });
  const made = plan(ROOMY);
  expect(made.steps.map((step) => step.do).sort()).toEqual(['drop-unit', 'drop-unit', 'forget-clone', 'forget-directory']);
  valueOf(await apply(made));
  expect(listUnits(store)).toEqual([]);
  for (const kept of ['catalogs', 'targets']) expect(readdirSync(join(store.root, kept))).toEqual([]);
});

test('leftovers of killed processes go; those of living ones stay', async () => {
  mkdirSync(join(store.root, 'tmp/123-dead'));
  writeFileSync(join(store.root, 'tmp/123-dead/1'), 'half a unit');
  for (const [name, days] of [['.index.1-aa.tmp', 1], ['.index.2-bb.tmp', 0]] as const) {
    writeFileSync(join(store.root, 'targets', name), '');
    utimesSync(join(store.root, 'targets', name), Date.now() / 1000, Date.now() / 1000 - days * 86_400);
  }
  const made = plan(ROOMY);
  expect(made.steps).toMatchObject([{ do: 'remove-leftover', path: join(store.root, 'tmp/123-dead') }, { path: join(store.root, 'targets/.index.1-aa.tmp') }]);
  valueOf(await apply(made));
  expect(readdirSync(join(store.root, 'tmp'))).toEqual([]);
  expect(readdirSync(join(store.root, 'targets'))).toEqual(['.index.2-bb.tmp']);
});

test('it is due when nobody looked for ten minutes; a new store is not', () => {
  expect(isGcDue(store)).toBe(false);
  utimesSync(join(store.root, 'STORE'), 1, 1);
  expect(isGcDue(store)).toBe(true);
  noteGc(store);
  expect(isGcDue(store)).toBe(false);
  expect(existsSync(join(store.root, 'collected'))).toBe(true);
});
