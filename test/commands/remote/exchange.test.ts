import { mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { directoryObjects } from '../../../src/commands/remote/directory-objects.ts';
import { fileObjects, newFileObjects } from '../../../src/commands/remote/file-objects.ts';
import { readCatalog } from '../../../src/store/catalog.ts';
import { readCompiler } from '../../../src/store/compilers.ts';
import { listUnits } from '../../../src/store/collect.ts';
import { blobPath, damageOf } from '../../../src/store/identity.ts';
import { readManifest } from '../../../src/store/lookup.ts';
import type { Store } from '../../../src/store/open.ts';
import { readPackage } from '../../../src/store/packages.ts';
import { openStoreIn, temporaryDirectory, errorOf, valueOf } from '../../store/store-fixture.ts';
import { library, machine, sameButBlobs, sendAll, signer, takeAll, trust } from './fixture.ts';

let directory: string;
let remove: () => void;
let [here, there]: Store[] = [];
let place: string;

beforeEach(() => {
  ({ path: directory, remove } = temporaryDirectory('exchange'));
  for (const name of ['one', 'two']) mkdirSync(join(directory, name));
  [there, here] = [openStoreIn(join(directory, 'one')), openStoreIn(join(directory, 'two'))];
  place = join(directory, 'place');
});
afterEach(() => remove());

const store = (which: Store | undefined): Store => {
  if (which === undefined) throw new Error('no store');
  return which;
};
const make = (name: string, more: Parameters<typeof library>[3] = {}) => library(store(there), directory, name, more);
const objects = () => directoryObjects(place);
const ME = signer();
const mine = { key: ME.key, trust: trust(ME.name) };
const allow = { trust: trust(ME.name) };

function packs(): string[] {
  return readdirSync(place, { recursive: true, encoding: 'utf8' }).map((name) => join(place, name)).filter((path) => path.includes('/packs/') && statSync(path).isFile());
}

describe('what is sent and taken', () => {
  test('is the same unit, whole, in the catalog and among what other clones find', async () => {
    const units = [await make('serde'), await make('itoa', { bytes: 10 })];
    expect(await sendAll(store(there), objects(), units, mine)).toMatchObject([{ units: 2, added: 2, left: [] }]);
    expect(valueOf(await takeAll(store(here), objects(), allow))).toMatchObject([{ taken: 2, present: 0, refused: [] }]);
    for (const unit of units) {
      const taken = valueOf(readManifest(store(here), unit.key));
      expect(sameButBlobs(taken)).toEqual(sameButBlobs(unit));
      expect(damageOf(store(here), taken)).toBeUndefined();
      for (const { content } of unit.files) if (content.at === 'blob' && unit === units[0]) expect(readFileSync(blobPath(store(here), taken, content.name)).equals(readFileSync(blobPath(store(there), unit, content.name)))).toBe(true);
    }
    expect(new Set(readCatalog(store(here), { repository: '/clone/.git', workspace: '' }).map(({ key }) => key))).toEqual(new Set(units.map(({ key }) => key)));
    expect(readPackage(store(here), 'serde')).toHaveLength(1);
    expect(readCompiler(store(here), units[0]?.rustc ?? '')).toBe(machine().rustc);
    expect(valueOf(await takeAll(store(here), objects(), allow))).toMatchObject([{ taken: 0, present: 2, bytes: 0 }]);
  });

  test('travels in one file as well; one that was cut is no export', async () => {
    const file = join(directory, 'units.cargo-share');
    const writing = newFileObjects(file);
    await sendAll(store(there), writing, [await make('serde')], mine);
    valueOf(await writing.close());
    const reading = fileObjects(file);
    if (reading === undefined) throw new Error('no file');
    expect(valueOf(await takeAll(store(here), reading, allow))).toMatchObject([{ taken: 1 }]);
    const bytes = readFileSync(file);
    for (const length of [0, 10, bytes.length - 1, Math.floor(bytes.length / 2)]) {
      writeFileSync(file, bytes.subarray(0, length));
      expect(fileObjects(file)).toBeUndefined();
    }
  });

  test('is written once: of a second commit only what is new', async () => {
    const [serde, itoa] = [await make('serde'), await make('itoa')];
    await sendAll(store(there), objects(), [serde], mine);
    const before = packs();
    expect(await sendAll(store(there), objects(), [serde, itoa], { ...mine, nowMs: 2000 })).toMatchObject([{ units: 2, added: 1 }]);
    expect(packs()).toEqual(expect.arrayContaining(before));
  });

  test('a pack that has expired is written again, and a reader that meets none leaves the unit', async () => {
    const serde = await make('serde');
    await sendAll(store(there), objects(), [serde], mine);
    for (const path of packs()) rmSync(path);
    expect(valueOf(await takeAll(store(here), objects(), allow))).toMatchObject([{ taken: 0, refused: [{ reason: 'gone' }] }]);
    expect(await sendAll(store(there), objects(), [serde], { ...mine, nowMs: 2000 })).toMatchObject([{ added: 1 }]);
    expect(valueOf(await takeAll(store(here), objects(), allow))).toMatchObject([{ taken: 1 }]);
  });

  test('a unit whose blob was edited in place stays', async () => {
    const serde = await make('serde');
    for (const { content } of serde.files) if (content.at === 'blob') writeFileSync(blobPath(store(there), serde, content.name), 'edited');
    expect(await sendAll(store(there), objects(), [serde], mine)).toMatchObject([{ units: 0, left: [{ refusal: 'damaged' }] }]);
  });
});

describe('what differs between machines', () => {
  test.each([
    ['compiler', { rustc: 'rustc 1.95.0 (another)' }, {}],
    ['home', { cargoHome: '/home/v/.cargo' }, {}],
    ['libc', { libc: 'glibc 2.31' }, { kind: 'bin' }],
    ['libc', { libc: null }, { kind: 'bin' }],
    ['tools', { tools: 'ld 2.41' }, { kind: 'proc-macro' }],
    ['system', { system: 'other packages' }, { kind: 'run-build-script' }],
    ['cpu', { cpu: 'other' }, { kind: 'run-build-script' }],
    ['cpu', { cpu: 'other' }, { rustflags: ['-C', 'target-cpu=native'] }],
    ['system', { system: 'other packages' }, { conditions: [{ kind: 'observed', observations: [] }] }],
  ] as const)('%s: such a unit is not taken, %j', async (need, differs, more) => {
    await sendAll(store(there), objects(), [await make('serde', more as Parameters<typeof make>[1])], mine);
    expect(valueOf(await takeAll(store(here), objects(), { ...allow, machine: machine(differs) }))).toMatchObject([{ taken: 0, refused: [{ reason: 'machine', need }] }]);
    expect(listUnits(store(here))).toEqual([]);
  });

  test('a library that asks nothing of the machine is taken whatever its libraries, linker and packages', async () => {
    await sendAll(store(there), objects(), [await make('serde')], mine);
    const other = machine({ libc: 'musl 1.2', tools: 'x', system: 'y', cpu: 'z' });
    expect(valueOf(await takeAll(store(here), objects(), { ...allow, machine: other }))).toMatchObject([{ taken: 1 }]);
  });

  test('what stands on a machine that has changed since stays there, and so does what was never observed', async () => {
    const units = [
      await make('old', { kind: 'bin' }),
      await make('pure'),
      await make('unseen', { conditions: [{ kind: 'unobserved', why: '', equal: null }] }),
      await make('strange', { rustc: '1' }),
    ];
    const changed = machine({ sinceNs: 2n ** 62n });
    const [sent] = await sendAll(store(there), objects(), units, { ...mine, machine: changed });
    expect(sent).toMatchObject({ units: 1 });
    expect(sent?.left.map((unit) => `${unit.package} ${unit.refusal}`).sort()).toEqual(['old before-change', 'strange other-compiler', 'unseen unobserved']);
  });

  test('what was taken from a machine like this one is sent on, though it was built before this one was made', async () => {
    await sendAll(store(there), objects(), [await make('app', { kind: 'bin' })], mine);
    valueOf(await takeAll(store(here), objects(), allow));
    const taken = listUnits(store(here)).map((key) => valueOf(readManifest(store(here), key)));
    expect(await sendAll(store(here), directoryObjects(join(directory, 'on')), taken, { ...mine, machine: machine({ sinceNs: 2n ** 62n }) })).toMatchObject([{ units: 1 }]);
  });
});

describe('who is believed', () => {
  test('nobody has signed it: not taken, unless the user says so', async () => {
    await sendAll(store(there), objects(), [await make('serde')]);
    expect(errorOf(await takeAll(store(here), objects(), allow))).toMatchObject({ code: 'remote-untrusted' });
    expect(valueOf(await takeAll(store(here), objects(), { trust: { ...trust(), unsigned: true } }))).toMatchObject([{ taken: 1 }]);
  });

  test('a key that is not allowed here is named', async () => {
    await sendAll(store(there), objects(), [await make('serde')], mine);
    const refused = errorOf(await takeAll(store(here), objects(), { trust: { ...trust(signer().name), unsigned: true } }));
    expect(refused).toMatchObject({ code: 'remote-untrusted' });
    expect(refused.message).toContain(ME.name);
  });

  test('the head of another repository, copied to this one\'s name, is not taken', async () => {
    const elsewhere = { key: ME.key, trust: { ...trust(ME.name), repository: 'example.com/other' } };
    await sendAll(store(there), objects(), [await make('serde')], elsewhere);
    const heads = join(place, 'cargo-share-1/heads');
    const [other = ''] = readdirSync(heads);
    const bytes = readFileSync(join(heads, other, readdirSync(join(heads, other))[0] ?? ''));
    await sendAll(store(there), objects(), [await make('itoa')], mine);
    for (const repository of readdirSync(heads)) for (const host of readdirSync(join(heads, repository))) writeFileSync(join(heads, repository, host), bytes);
    const refused = errorOf(await takeAll(store(here), objects(), allow));
    expect(refused).toMatchObject({ code: 'remote-untrusted', message: expect.stringContaining('example.com/other') as string });
  });

  test('a head from before, with units that were replaced since, is not taken after a newer one', async () => {
    await sendAll(store(there), objects(), [await make('bad')], mine);
    const head = readdirSync(place, { recursive: true, encoding: 'utf8' }).map((name) => join(place, name)).find((path) => path.includes('/heads/') && statSync(path).isFile()) ?? '';
    const older = readFileSync(head);
    await sendAll(store(there), objects(), [await make('good')], { ...mine, nowMs: 2000 });
    valueOf(await takeAll(store(here), objects(), allow));
    writeFileSync(head, older);
    expect(errorOf(await takeAll(store(here), objects(), allow))).toMatchObject({ code: 'remote-untrusted', message: expect.stringContaining('older') as string });
    expect(valueOf(await takeAll(store(here), objects(), { ...allow, older: true }))).toMatchObject([{ taken: 1 }]);
  });

  test('nothing that others have signed, or nobody, is signed on', async () => {
    await sendAll(store(there), objects(), [await make('theirs')]);
    await expect(sendAll(store(there), objects(), [await make('mine')], mine)).rejects.toThrow('remote-untrusted');
    const signed = directoryObjects(join(directory, 'signed'));
    await sendAll(store(there), signed, [await make('serde')], mine);
    await expect(sendAll(store(there), signed, [await make('serde')], { trust: trust(ME.name) })).rejects.toThrow('key-unusable');
    const other = signer();
    await expect(sendAll(store(there), signed, [await make('serde')], { key: other.key, trust: trust(other.name) })).rejects.toThrow('remote-untrusted');
  });

  test('every single byte of a head is under its signature', async () => {
    await sendAll(store(there), objects(), [await make('serde', { bytes: 10 })], mine);
    const head = readdirSync(place, { recursive: true, encoding: 'utf8' }).map((name) => join(place, name)).find((path) => path.includes('/heads/') && statSync(path).isFile()) ?? '';
    const bytes = readFileSync(head);
    for (let at = 0; at < bytes.length; at += 7) {
      const changed = Buffer.from(bytes);
      changed[at] = (changed[at] ?? 0) ^ 1;
      writeFileSync(head, changed);
      const result = await takeAll(store(here), objects(), allow);
      expect(result.ok ? result.value : result.error.code).toBe('remote-untrusted');
    }
  });
});
