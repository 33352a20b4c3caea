import { appendFileSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { readDigests, recordDigests } from '../../../src/store/digests.ts';
import { readManifest } from '../../../src/store/lookup.ts';
import type { Store } from '../../../src/store/open.ts';
import { readSeen, writeSeen } from '../../../src/store/targets.ts';
import type { AbsolutePath } from '../../../src/system/brand.ts';
import { setMtime } from '../../../src/system/times.ts';
import type { Manifest, Slot } from '../../../src/units/model.ts';
import { examineStore, type Examination } from '../../../src/commands/verify/examine.ts';
import { dropDamaged } from '../../../src/commands/verify/repair.ts';
import { keyOf, openStoreIn, publishLibrary, temporaryDirectory, valueOf } from '../../store/store-fixture.ts';

let directory: string;
let remove: () => void;
let store: Store;
let target: AbsolutePath;
let unit: string;

beforeEach(async () => {
  ({ path: directory, remove } = temporaryDirectory('verify'));
  store = openStoreIn(directory);
  for (const name of ['serde', 'regex']) valueOf(await publishLibrary(store, directory, name));
  target = join(directory, 'target') as AbsolutePath;
  mkdirSync(target);
  writeSeen(store, target, new Map([['s' as Slot, { ino: '1', mtimeNs: '1', result: { saved: keyOf('serde') } }]]));
  unit = join(store.root, 'units', keyOf('serde').slice(0, 2), keyOf('serde'));
});

afterEach(() => remove());

const examine = async (deep = false): Promise<Examination> => valueOf(await examineStore(store, { deep, progress: () => undefined }));
const manifestOfSerde = (): Manifest => valueOf(readManifest(store, keyOf('serde')));

/** Other bytes with the same size and time: what a failing disk does. */
function rot(name: string): void {
  const path = join(unit, name);
  const bytes = readFileSync(path);
  const time = BigInt(manifestOfSerde().files[0]?.mtimeNs ?? 0);
  bytes.writeUInt8((bytes[3] ?? 0) ^ 1, 3);
  writeFileSync(path, bytes);
  setMtime(path, time);
}

test('whole units', async () => {
  expect(await examine()).toEqual({ units: 2, damaged: [], compared: 0, recorded: 0, ofOthers: 0 });
});

describe('damage is found and named', () => {
  test.each([
    ['a manifest that was cut', () => truncateSync(join(unit, 'manifest.json'), 100), 'manifest'],
    ['a manifest that is gone', () => rmSync(join(unit, 'manifest.json')), 'manifest'],
    ['a pack that was cut', () => truncateSync(join(unit, 'pack'), 10), 'pack'],
    ['a pack that is gone', () => rmSync(join(unit, 'pack')), 'pack'],
    ['a blob that is gone', () => rmSync(join(unit, 'blob-1')), 'absent'],
    ['a blob that was written to', () => appendFileSync(join(unit, 'blob-1'), 'x'), 'size'],
    ['a blob with another time', () => utimesSync(join(unit, 'blob-1'), 1, 1), 'mtime'],
  ])('%s', async (_, harm, reason) => {
    harm();
    expect((await examine()).damaged).toMatchObject([{ key: keyOf('serde'), reason, heldBy: [target] }]);
  });

  test('a flipped bit in the pack, by reading it', async () => {
    rot('pack');
    expect((await examine()).damaged).toEqual([]);
    expect((await examine(true)).damaged).toMatchObject([{ reason: 'pack' }]);
  });

  test('a flipped bit in a blob, once digests are recorded', async () => {
    expect(await examine(true)).toMatchObject({ damaged: [], compared: 0, recorded: 2 });
    expect(await examine(true)).toMatchObject({ damaged: [], compared: 2, recorded: 0 });
    rot('blob-1');
    expect((await examine()).damaged).toEqual([]);
    expect((await examine(true)).damaged).toMatchObject([{ reason: 'content', unit: { package: 'serde' } }]);
  });

  test('when it was written to, or no later than', async () => {
    appendFileSync(join(unit, 'blob-1'), 'x');
    utimesSync(join(unit, 'blob-1'), 1_600_000_000, 1_600_000_000);
    expect((await examine()).damaged[0]?.sinceNs).toBe(1_600_000_000_000_000_000n);
  });
});

test('no digest is recorded of a blob that is not what was stored', async () => {
  appendFileSync(join(unit, 'blob-1'), 'x');
  recordDigests(store, manifestOfSerde());
  expect(readDigests(store, manifestOfSerde())).toBeUndefined();
});

test('digests that were cut are recorded anew, and a store that cannot be written gets none', async () => {
  await examine(true);
  truncateSync(join(unit, 'digests'), 20);
  const readOnly = { ...store, unwritable: { code: 'store-unwritable', message: '' } } as const;
  expect(valueOf(await examineStore(readOnly, { deep: true, progress: () => undefined }))).toMatchObject({ compared: 1, recorded: 0 });
  expect(readDigests(store, manifestOfSerde())).toBeUndefined();
  expect(await examine(true)).toMatchObject({ damaged: [], compared: 1, recorded: 1 });
});

describe('repair', () => {
  test('drops damaged units alone; what is only the store\'s damage may be saved again', async () => {
    rmSync(join(unit, 'pack'));
    expect(valueOf(await dropDamaged(store, (await examine()).damaged))).toBe(1);
    expect(await examine()).toMatchObject({ units: 1, damaged: [] });
    expect(readSeen(store, target).size).toBe(0);
    expect(readdirSync(join(store.root, 'tmp'))).toEqual([]);
  });

  test('it may be saved again before it is dropped: who is killed in between leaves none that is gone and counts as saved', async () => {
    rmSync(join(unit, 'pack'));
    const { damaged } = await examine();
    rmSync(join(store.root, 'tmp'), { recursive: true });
    writeFileSync(join(store.root, 'tmp'), '');
    expect(valueOf(await dropDamaged(store, damaged))).toBe(0);
    expect(readSeen(store, target).size).toBe(0);
  });

  test('an edit in place is the worktree\'s too, and is not saved again', async () => {
    appendFileSync(join(unit, 'blob-1'), 'x');
    expect(valueOf(await dropDamaged(store, (await examine()).damaged))).toBe(1);
    expect(readSeen(store, target).size).toBe(1);
  });

  test('what others replaced meanwhile stays', async () => {
    renameSync(join(unit, 'pack'), join(directory, 'pack'));
    const { damaged } = await examine();
    renameSync(join(directory, 'pack'), join(unit, 'pack'));
    expect(valueOf(await dropDamaged(store, damaged))).toBe(1);
    expect(await examine()).toMatchObject({ units: 2, damaged: [] });
  });
});
