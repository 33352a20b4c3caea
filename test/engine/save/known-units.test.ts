import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { presentTimes, recallUnit } from '../../../src/engine/save/known-units.ts';
import { publishUnit } from '../../../src/store/publish.ts';
import type { Store } from '../../../src/store/open.ts';
import type { SeenUnit } from '../../../src/store/targets.ts';
import type { AbsolutePath } from '../../../src/system/brand.ts';
import { setMtime } from '../../../src/system/times.ts';
import { temporaryDirectory, write } from '../../formats/git/rig.ts';
import { donorFile, draft, keyOf, libraryFiles, openStoreIn, stage, staging, valueOf } from '../../store/store-fixture.ts';
import { fileOf, manifestOf } from '../../units/samples.ts';

let directory: string;
let store: Store;
const slot = draft('serde').slot;
const seen = (result: SeenUnit['result']): SeenUnit => ({ ino: '1', mtimeNs: '1', result });

beforeEach(() => {
  directory = temporaryDirectory();
  store = openStoreIn(directory);
});

test('a saved unit is what the store says, with the times that it has here', async () => {
  const open = await staging(store);
  const rlib = stage(open, donorFile(directory, 'donor/libserde.rlib', 'x'));
  valueOf(publishUnit(open, draft('serde'), libraryFiles(rlib, 'serde')));
  open.close();
  setMtime(write(`${directory}/target/debug/deps/libserde-0123456789abcdef.rlib`, 'x'), 77n);
  const recalled = recallUnit(slot, seen({ saved: keyOf('serde') }), { store, buildDirectory: join(directory, 'target') as AbsolutePath });
  expect(recalled).toMatchObject({ state: 'saved', manifest: { slot }, times: { kind: 'lib', outputs: [{ role: 'rlib', mtimeNs: 77n }] } });
});

test('one that the store lost is looked at anew', () => {
  expect(recallUnit(slot, seen({ saved: keyOf('gone') }), { store, buildDirectory: directory as AbsolutePath })).toBeUndefined();
});

test('a refused unit keeps its reason', () => {
  const refusal = { reason: 'edited-since', file: 'src/lib.rs' } as const;
  expect(recallUnit(slot, seen({ refused: refusal }), { store, buildDirectory: directory as AbsolutePath })).toMatchObject({
    state: 'refused',
    refusal,
    packageName: 'serde',
  });
});

test('an output that is gone has no time', () => {
  setMtime(write(`${directory}/a.rmeta`, ''), 5n);
  const manifest = manifestOf('app', { files: [fileOf('rlib', 'a.rlib'), fileOf('rmeta', 'a.rmeta'), fileOf('dep-info', 'dep')] });
  rmSync(`${directory}/a.rlib`, { force: true });
  expect(presentTimes(manifest, directory as AbsolutePath).outputs).toMatchObject([{ path: 'a.rmeta', mtimeNs: 5n }]);
});
