import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { applyGc } from '../../src/commands/gc/apply.ts';
import { gatherEvidence } from '../../src/commands/gc/evidence.ts';
import { planGc } from '../../src/commands/gc/plan.ts';
import { sealText, unsealText } from '../../src/store/checksum.ts';
import { listUnits } from '../../src/store/collect.ts';
import { damageOf } from '../../src/store/identity.ts';
import { readManifest, readPack } from '../../src/store/lookup.ts';
import { openStore, type Store } from '../../src/store/open.ts';
import { knownBuildDirectories, listTargets, readSeen, writeSeen } from '../../src/store/targets.ts';
import type { AbsolutePath } from '../../src/system/brand.ts';
import type { Slot } from '../../src/units/model.ts';
import { examineStore, type Examination } from '../../src/commands/verify/examine.ts';
import { dropDamaged } from '../../src/commands/verify/repair.ts';
import { snapshotTree } from '../rig/tree.ts';
import { keyOf, publishLibrary, temporaryDirectory, valueOf } from './store-fixture.ts';

const STORES = join(import.meta.dirname, '..', 'fixtures', 'stores');
const ROOMY = { maxBytes: 1e12, maxAgeNs: 10n ** 30n };

let directory: string;
let remove: () => void;
let store: Store;

beforeEach(() => {
  ({ path: directory, remove } = temporaryDirectory('old-stores'));
});

afterEach(() => remove());

/** A copy of a store that some version wrote. git keeps no empty directory. */
function openCopy(name: string): Store {
  const root = join(directory, 'v1');
  cpSync(join(STORES, name), root, { recursive: true, preserveTimestamps: true });
  for (const part of ['tmp', 'histories']) mkdirSync(join(root, part), { mode: 0o700 });
  return valueOf(openStore(root as AbsolutePath));
}

const fileNames = (): string[] => [...snapshotTree(join(store.root, 'units'))].filter(([, { content }]) => content !== 'directory').map(([path, { content }]) => `${path} ${content}`);
const examine = async (): Promise<Examination> => valueOf(await examineStore(store, { deep: true, progress: () => undefined }));
/** Its clone is on no machine: only what is named in a catalog of one that is there is kept. */
function keepClone(): void {
  for (const name of readdirSync(join(store.root, 'catalogs'))) writeFileSync(join(store.root, 'catalogs', name, 'repository.json'), '{}');
}

describe.each(readdirSync(STORES))('the store %s', (name) => {
  beforeEach(() => {
    store = openCopy(name);
  });

  test('is read, or left alone; nothing that this version does to a store destroys a unit of it', async () => {
    const units = listUnits(store);
    expect(units.length).toBeGreaterThan(0);
    for (const key of units) {
      const manifest = readManifest(store, key);
      if (!manifest.ok) {
        expect(manifest.error).toBe('other-rules');
        continue;
      }
      expect(damageOf(store, manifest.value)).toBeUndefined();
      expect(readPack(store, manifest.value).ok).toBe(true);
    }
    keepClone();
    const before = fileNames();
    const { damaged } = await examine();
    expect(damaged).toEqual([]);
    expect(valueOf(await dropDamaged(store, damaged))).toBe(0);
    const plan = planGc(gatherEvidence(store), ROOMY);
    expect(plan.steps.filter((step) => step.do === 'drop-unit')).toEqual([]);
    valueOf(await applyGc(plan, { store, timeoutMs: 0, deadline: Infinity, saveAgain: true, progress: () => undefined }));
    expect(fileNames()).toEqual(before);
    valueOf(await publishLibrary(store, directory, 'serde'));
    expect(listUnits(store).sort()).toEqual([...units, keyOf('serde')].sort());
  });
});

describe('units of other rules', () => {
  /** Takes a field out of every manifest that this version's rules rest on: what an older version wrote. */
  function makeOlder(): void {
    for (const key of listUnits(store)) {
      const path = join(store.root, 'units', key.slice(0, 2), key, 'manifest.json');
      const { macros: _, ...rest } = JSON.parse(unsealText(readFileSync(path, 'utf8')) ?? '') as Record<string, unknown>;
      writeFileSync(path, sealText(JSON.stringify(rest)));
    }
  }

  beforeEach(() => {
    store = openCopy('rules-3');
    makeOlder();
  });

  test('are no damage: verify counts them, and repair leaves them', async () => {
    const units = listUnits(store);
    for (const key of units) expect(readManifest(store, key)).toEqual({ ok: false, error: 'other-rules' });
    const found = await examine();
    expect(found).toMatchObject({ units: units.length, damaged: [], ofOthers: units.length });
    await dropDamaged(store, units.map((key) => ({ key, reason: 'manifest', path: '', unit: undefined, sinceNs: undefined, heldBy: [] })));
    expect(listUnits(store)).toEqual(units);
  });

  test('a path that leads outside is damage by any rules', () => {
    const [key] = listUnits(store);
    if (key === undefined) throw new Error('no unit');
    const path = join(store.root, 'units', key.slice(0, 2), key, 'manifest.json');
    const manifest = JSON.parse(unsealText(readFileSync(path, 'utf8')) ?? '') as object;
    writeFileSync(path, sealText(JSON.stringify({ ...manifest, directories: ['../../x'] })));
    expect(readManifest(store, key)).toEqual({ ok: false, error: 'damaged' });
  });
});

describe('indexes of other rules', () => {
  const SLOT = 'legacy/debug/serde' as Slot;
  const OTHER_RULES = 999;
  let target: AbsolutePath;

  beforeEach(async () => {
    store = openCopy('rules-3');
    target = join(directory, 'target') as AbsolutePath;
    mkdirSync(target);
    for (const name of ['serde', 'regex']) valueOf(await publishLibrary(store, directory, name));
    const seen = (name: string) => ({ ino: '1', mtimeNs: '1', result: { saved: keyOf(name) } });
    writeSeen(store, target, new Map([[SLOT, seen('serde')], ['legacy/debug/regex' as Slot, seen('regex')]]), OTHER_RULES);
  });

  test('say what a build directory holds, and no verdict', () => {
    expect(readSeen(store, target)).toEqual(new Map());
    expect(knownBuildDirectories(store)).toContain(target);
    const unit = gatherEvidence(store).units.find(({ key }) => key === keyOf('serde'));
    expect(unit?.live).toBe(true);
  });

  test('stay of their rules when a collection takes a unit out of them', async () => {
    const plan = planGc(gatherEvidence(store), ROOMY);
    // Nothing names these two: they go, and the index of the other version keeps nothing of them.
    valueOf(await applyGc(plan, { store, timeoutMs: 0, deadline: Infinity, saveAgain: true, progress: () => undefined }));
    const index = listTargets(store).find(({ buildDirectory }) => buildDirectory === target);
    expect(index?.rules).toBe(OTHER_RULES);
    expect(index?.seen.size).toBe(0);
    expect(readSeen(store, target)).toEqual(new Map());
  });

  test('are forgotten with their build directory, with its listing, its lock and what was declared', async () => {
    const index = listTargets(store).find(({ buildDirectory }) => buildDirectory === target);
    for (const path of index?.paths ?? []) if (!existsSync(path)) writeFileSync(path, '{}');
    rmSync(target, { recursive: true });
    valueOf(await applyGc(planGc(gatherEvidence(store), ROOMY), { store, timeoutMs: 0, deadline: Infinity, saveAgain: true, progress: () => undefined }));
    expect(index?.paths).toHaveLength(4);
    for (const path of index?.paths ?? []) expect(existsSync(path), path).toBe(false);
  });
});
