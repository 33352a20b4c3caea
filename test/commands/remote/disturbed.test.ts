import { spawn } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync, statfsSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { examineStore } from '../../../src/commands/verify/examine.ts';
import { directoryObjects } from '../../../src/commands/remote/directory-objects.ts';
import { fileObjects, newFileObjects } from '../../../src/commands/remote/file-objects.ts';
import type { Objects } from '../../../src/commands/remote/objects.ts';
import { listUnits } from '../../../src/store/collect.ts';
import type { Store } from '../../../src/store/open.ts';
import type { Manifest } from '../../../src/units/model.ts';
import { errorOf, openStoreIn, temporaryDirectory, valueOf } from '../../store/store-fixture.ts';
import { prepareKill } from '../../support/kill-at.ts';
import { mountFileSystem, mountReadOnly } from '../../support/mounts.ts';
import { library, sendAll, signer, takeAll, trust } from './fixture.ts';

/** What happens beside it while units are taken. */
let directory: string;
let remove: () => void;
let there: Store;
let units: Manifest[];
let place: string;
const ME = signer();
const mine = { key: ME.key, trust: trust(ME.name) };
const allow = { trust: trust(ME.name) };
const objects = () => directoryObjects(place);
const storeAt = (name: string): Store => {
  mkdirSync(join(directory, name), { recursive: true });
  return openStoreIn(join(directory, name));
};

beforeEach(async () => {
  ({ path: directory, remove } = temporaryDirectory('disturbed'));
  there = storeAt('there');
  place = join(directory, 'place');
  units = await Promise.all(Array.from({ length: 10 }, (_, index) => library(there, directory, `unit${index}`, { bytes: 80_000 })));
  await sendAll(there, objects(), units, mine);
});
afterEach(() => remove());

/** Nothing that is stored is other than what was sent. */
async function isRight(store: Store): Promise<void> {
  const sent = new Set<string>(units.map(({ key }) => key));
  expect(listUnits(store).filter((key) => !sent.has(key))).toEqual([]);
  expect(valueOf(await examineStore(store, { deep: true, progress: () => undefined }))).toMatchObject({ damaged: [] });
}

const packs = (): string[] => readdirSync(place, { recursive: true, encoding: 'utf8' }).map((name) => join(place, name)).filter((path) => path.includes('/packs/') && statSync(path).isFile());

/** Does something once the index has been read. */
function changing(change: () => void | Promise<void>): Objects {
  const inner = objects();
  return {
    ...inner,
    get: async (name, most) => {
      const got = await inner.get(name, most);
      if (name.includes('/indexes/')) await change();
      return got;
    },
  };
}

describe('between index and packs', () => {
  test('packs go', async () => {
    const here = storeAt('here');
    const received = valueOf(await takeAll(here, changing(() => packs().slice(0, 4).forEach((path) => rmSync(path))), allow));
    expect(received).toMatchObject([{ taken: 6 }]);
    expect(received[0]?.refused.map(({ reason }) => reason)).toEqual(Array(4).fill('gone'));
    await isRight(here);
  });

  test('packs change places', async () => {
    const here = storeAt('here');
    const swap = (): void => {
      const all = packs();
      const bytes = all.map((path) => readFileSync(path));
      all.forEach((path, index) => writeFileSync(path, bytes[(index + 1) % bytes.length] ?? ''));
    };
    const received = valueOf(await takeAll(here, changing(swap), allow));
    expect(received[0]?.refused.map(({ reason }) => reason)).toEqual(Array(10).fill('altered'));
    await isRight(here);
  });

  test('somebody pushes: what the index named is taken', async () => {
    const here = storeAt('here');
    const push = async (): Promise<void> => void (await sendAll(there, objects(), [await library(there, directory, 'later')], { ...mine, nowMs: 5000 }));
    expect(valueOf(await takeAll(here, changing(push), allow))).toMatchObject([{ taken: 10, refused: [] }]);
    await isRight(here);
  });

  test('one file is cut, or another takes its place', async () => {
    const file = join(directory, 'units.cargo-share');
    const writing = newFileObjects(file);
    await sendAll(there, writing, units, mine);
    valueOf(await writing.close());
    const bytes = readFileSync(file);
    for (const [name, other] of [['cut', bytes.subarray(0, 1000)], ['empty', Buffer.alloc(0)], ['other', Buffer.alloc(bytes.length, 1)]] as const) {
      writeFileSync(file, bytes);
      const reading = fileObjects(file);
      if (reading === undefined) throw new Error('no file');
      const here = storeAt(name);
      const disturbed: Objects = { ...reading, get: async (...of) => reading.get(...of).finally(() => of[0].includes('/indexes/') && writeFileSync(file, other)) };
      const received = await takeAll(here, disturbed, allow);
      expect(valueOf(received)[0]?.refused.every(({ reason }) => reason === 'altered' || reason === 'not-fetched')).toBe(true);
      await isRight(here);
    }
  });
});

/** In a process of its own; gives what it printed, and nothing where it was killed. */
function take(store: Store, env: NodeJS.ProcessEnv = {}): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['--import', 'tsx', fileURLToPath(new URL('taker.ts', import.meta.url)), store.root, place, ME.name], { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'inherit'] });
    let said = '';
    child.stdout.on('data', (text: Buffer) => (said += text.toString()));
    child.on('error', reject);
    child.on('close', () => resolve(said));
  });
}

test('three take the same at once: each has all, and each unit is there once', async () => {
  const here = storeAt('here');
  expect(await Promise.all([take(here), take(here), take(here)])).toEqual(['10', '10', '10']);
  expect(listUnits(here)).toHaveLength(10);
  await isRight(here);
});

const kill = prepareKill();
describe.skipIf('unavailable' in kill)(`killed${'unavailable' in kill ? ` (${kill.unavailable})` : ''}`, () => {
  test.each([1, 4, 10, 15])('before file %d has its place: what was taken is whole, and the next time goes on', async (count) => {
    if ('unavailable' in kill) return;
    const here = storeAt('here');
    expect(await take(here, kill.at('rename', here.root, count))).toBe('');
    await isRight(here);
    expect(listUnits(here).length).toBeLessThan(10);
    expect(valueOf(await takeAll(here, objects(), allow))).toMatchObject([{ refused: [] }]);
    expect(listUnits(here)).toHaveLength(10);
    expect(readdirSync(join(here.root, 'tmp'))).toEqual([]);
    await isRight(here);
  });
});

test('a disk that is full: a failure that says so, nothing damaged, and the rest when there is room', async ({ skip }) => {
  const disk = mountFileSystem({ type: 'tmpfs', kilobytes: 1024 });
  if ('unavailable' in disk) return skip(disk.unavailable);
  try {
    const here = openStoreIn(disk.path);
    const filling = join(disk.path, 'filling');
    writeFileSync(filling, Buffer.alloc(600_000));
    expect(errorOf(await takeAll(here, objects(), allow))).toMatchObject({ code: 'store-unwritable', message: expect.stringContaining('ENOSPC') as string });
    await isRight(here);
    expect(listUnits(here).length).toBeLessThan(10);
    expect(readdirSync(join(here.root, 'tmp'))).toEqual([]);
    rmSync(filling);
    expect(statfsSync(disk.path).bavail).toBeGreaterThan(0);
    valueOf(await takeAll(here, objects(), allow));
    await isRight(here);
  } finally {
    disk.remove();
  }
});

test('a place that is only read: nothing is pushed, and it says so; what is there is taken', async ({ skip }) => {
  const readOnly = mountReadOnly();
  if ('unavailable' in readOnly) return skip(readOnly.unavailable);
  try {
    readOnly.show(place);
    const more = [...units, await library(there, directory, 'more')];
    await expect(sendAll(there, directoryObjects(readOnly.path), more, { ...mine, nowMs: 5000 })).rejects.toThrow(/remote-failed.*EROFS/);
    const here = storeAt('here');
    expect(valueOf(await takeAll(here, directoryObjects(readOnly.path), allow))).toMatchObject([{ taken: 10, refused: [] }]);
    await isRight(here);
  } finally {
    readOnly.remove();
  }
});
