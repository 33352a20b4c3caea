import { existsSync, readFileSync, statSync } from 'node:fs';
import { beforeEach, describe, expect, test } from 'vitest';
import { readSeen } from '../../../src/store/targets.ts';
import type { Store } from '../../../src/store/open.ts';
import type { AbsolutePath } from '../../../src/system/brand.ts';
import { setMtime } from '../../../src/system/times.ts';
import { sha256 } from '../../../src/units/identity.ts';
import type { Manifest } from '../../../src/units/model.ts';
import { timesOf } from '../../../src/units/stamps.ts';
import { perform, type Performed } from '../../../src/engine/warm/perform.ts';
import type { WarmStep } from '../../../src/engine/warm/plan.ts';
import { temporaryDirectory, write } from '../../formats/git/rig.ts';
import { keyOf, openStoreIn, valueOf } from '../../store/store-fixture.ts';
import { edgeTo, slotOf } from '../../units/samples.ts';
import { warmOptions, type More } from './options.ts';
import { publish, small } from './stored.ts';

const HASH = 'fedcba9876543210';
let root: AbsolutePath;
let target: AbsolutePath;
let store: Store;

beforeEach(() => {
  root = temporaryDirectory() as AbsolutePath;
  target = `${root}/target` as AbsolutePath;
  store = openStoreIn(temporaryDirectory());
});

/** A stored unit whose fingerprint is the file `name`. */
function unit(name: string, more: Partial<Manifest> = {}): Promise<Manifest> {
  const files = [small('fingerprint', name, HASH), small('dep-info', `dep-${name}`, 'x'), small('out-file', `out-${name}`, 'x', { mtimeNs: 70n })];
  return publish(store, name, { key: keyOf(name), slot: slotOf(name), ...more }, files);
}

const place = (manifest: Manifest, replaces = false): WarmStep => ({ do: 'place', manifest, times: { times: timesOf(manifest), stamped: [] }, replaces });

async function performed(steps: readonly WarmStep[], more: More = {}): Promise<Performed> {
  write(`${target}/CACHEDIR.TAG`, '');
  const plan = { steps, refusals: new Map() };
  return valueOf(await perform(...warmOptions(root, store, more), { plan, surveyed: [], fingerprints: { placeable: [], changed: new Map(), refusals: new Map() }, watched: new Map() }));
}

const stands = (name: string): boolean => existsSync(`${target}/${name}`);

test('places what is to be placed, and remembers it', async () => {
  const low = await unit('low');
  expect(await performed([place(low)])).toEqual({ lost: new Set(), outOfTime: 0 });
  expect(readFileSync(`${target}/low`, 'utf8')).toBe(HASH);
  const { ino, mtimeNs } = statSync(`${target}/low`, { bigint: true });
  expect(readSeen(store, target)).toEqual(new Map([[low.slot, { ino: String(ino), mtimeNs: String(mtimeNs), result: { saved: low.key } }]]));
});

test('what is made stale is hidden from cargo, what is kept is not', async () => {
  const kept = await unit('kept');
  for (const name of ['kept', 'stale']) write(`${target}/${name}`, HASH);
  await performed([{ do: 'invalidate', slot: slotOf('stale'), fingerprintPath: 'stale' }, { do: 'keep', manifest: kept }]);
  expect([stands('kept'), stands('stale')]).toEqual([true, false]);
});

test('all that will be replaced is hidden before the first is', async () => {
  const [low, high] = [await unit('low'), await unit('high')];
  for (const name of ['low', 'high']) write(`${target}/${name}`, 'of the old one');
  const states: boolean[][] = [];
  await performed([place(low, true), place(high, true)], { progress: () => void states.push([stands('low'), stands('high')]) });
  expect(states).toEqual([[true, false], [true, true]]);
});

describe('what cannot be placed', () => {
  test('takes all above it with it, and nothing beside it', async () => {
    const low = await unit('low');
    const high = await unit('high', { dependencies: [edgeTo(low)] });
    const top = await unit('top', { dependencies: [edgeTo(high)] });
    const beside = await unit('beside');
    const damaged = { ...low, key: keyOf('gone') };
    expect((await performed([place(damaged), place(high), place(top), place(beside)])).lost).toEqual(new Set([low.slot, high.slot, top.slot]));
    expect(['low', 'high', 'top', 'beside'].map(stands)).toEqual([false, false, false, true]);
  });

  test('for want of time is left to cargo', async () => {
    const [low, high] = [await unit('low'), await unit('high')];
    write(`${target}/high`, 'of the old one');
    expect(await performed([place(low), place(high, true)], { deadline: -1 })).toMatchObject({ outOfTime: 2 });
    expect([stands('low'), stands('high')]).toEqual([false, false]);
  });
});

test('dep-info is as new as the newest input here, or as what the build script generated', async () => {
  setMtime(write(`${root}/lib.rs`, ''), 50n);
  const inputs: Manifest['inputs'] = [{ kind: 'file', path: 'lib.rs', sha256: sha256('') }];
  const source = { kind: 'path', name: 'app', root: '' } as const;
  const run = await unit('run', { kind: 'run-build-script', source });
  const alone = await unit('alone', { inputs, source });
  const above = await unit('above', { inputs, source, dependencies: [edgeTo(run)] });
  await performed([place(run), place(alone), place(above)]);
  const times = ['dep-alone', 'dep-above'].map((name) => statSync(`${target}/${name}`, { bigint: true }).mtimeNs);
  expect(times).toEqual([50n, 70n]);
});

test('a build directory that cannot be written ends it with the system\'s word', async () => {
  const low = await unit('low');
  write(`${target}/dep-low/in the way`, '');
  await expect(performed([place(low)])).rejects.toThrow(/EISDIR|ENOTDIR|EEXIST|ENOTEMPTY/);
});
