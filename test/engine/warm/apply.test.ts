import { existsSync, linkSync, mkdirSync, readFileSync, readlinkSync, rmSync, statSync, utimesSync } from 'node:fs';
import { dirname } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { countPlacements } from '../../../src/store/place/tally.ts';
import type { Store } from '../../../src/store/open.ts';
import { publishUnit, type FileToPublish } from '../../../src/store/publish.ts';
import type { AbsolutePath } from '../../../src/system/brand.ts';
import { parseMark } from '../../../src/units/marker.ts';
import type { Manifest } from '../../../src/units/model.ts';
import { timesOf } from '../../../src/units/stamps.ts';
import { CopiesAhead } from '../../../src/store/place/copies-ahead.ts';
import { placeUnit, type Adjustments } from '../../../src/engine/warm/apply.ts';
import { NOTHING_WATCHED } from '../../../src/engine/warm/watched.ts';
import { temporaryDirectory, write } from '../../formats/git/rig.ts';
import { donorFile, draft, openStoreIn, REGISTRY_RLIB, stage, staging, valueOf } from '../../store/store-fixture.ts';
import { small } from './stored.ts';

const OLD_NS = 1_600_000_000_123_456_789n;
let directory: string;
let target: AbsolutePath;
let store: Store;
let manifest: Manifest;

const HASH = 'debug/.fingerprint/app-0123456789abcdef/lib-app';
const RLIB = 'debug/deps/libapp-0123456789abcdef.rlib';

beforeEach(async () => {
  directory = temporaryDirectory();
  target = `${directory}/target` as AbsolutePath;
  store = openStoreIn(directory);
  manifest = await save();
});

/** A unit with one file of each kind; the hash file is listed first, as the layouts list it. */
async function save(): Promise<Manifest> {
  const open = await staging(store);
  const rlib = stage(open, donorFile(directory, 'donor/libapp.rlib', 'the library'), REGISTRY_RLIB);
  const fingerprints = 'debug/.fingerprint/app-0123456789abcdef';
  const files: FileToPublish[] = [
    small('fingerprint', HASH, 'fedcba9876543210'),
    small('fingerprint-json', `${HASH}.json`, '{}'),
    small('dep-info', `${fingerprints}/dep-lib-app`, 'dep info', { mtimeNs: OLD_NS }),
    small('invoked-timestamp', `${fingerprints}/invoked.timestamp`, 'by cargo'),
    { role: 'rlib', path: RLIB, from: { kind: 'staged', file: rlib } },
    small('script-output', 'debug/build/app/output', 'cargo:x=/donor/tree/y', { rewrite: true, mtimeNs: OLD_NS }),
    small('out-file', 'debug/build/app/out/run.sh', 'x', { mode: 0o755 }),
    { role: 'out-file', path: 'debug/build/app/out/link', from: { kind: 'symlink', target: 'run.sh', mtimeNs: OLD_NS } },
  ];
  const origins = [{ path: '/donor/tree' as AbsolutePath, means: 'worktree' as const }];
  const closureRoots = ['/donor/tree' as AbsolutePath];
  const directories = ['debug/build/app/out', 'debug/build/app/out/empty'];
  const published = valueOf(publishUnit(open, { ...draft('app'), origins, closureRoots, directories }, files));
  open.close();
  return published.manifest;
}

const as: (more?: Partial<Adjustments>) => Adjustments = (more = {}) => {
  return { times: { times: timesOf(manifest), stamped: [] }, depInfoNs: undefined, fingerprint: undefined, replaces: false, watched: NOTHING_WATCHED, ...more };
};

function place(more?: Partial<Adjustments>, of = manifest, ahead = new CopiesAhead([])): ReturnType<typeof placeUnit> {
  return placeUnit(of, as(more), {
    store,
    buildDirectory: target,
    roots: { worktree: '/new/tree', 'build-directory': target, 'target-directory': target },
    reflink: false,
    settings: { executables: 'link' },
    tally: countPlacements(),
    directories: new Set(),
    ahead,
  });
}

const read = (path: string): string => readFileSync(`${target}/${path}`, 'utf8');
const mtimeNs = (path: string): bigint => statSync(`${target}/${path}`, { bigint: true }).mtimeNs;
const inode = (path: string): number => statSync(path).ino;

describe('a placed unit', () => {
  test('has every file with its content, mode and time', async () => {
    expect(await place()).toEqual({ ok: true, value: undefined });
    expect([read(HASH), read(RLIB), read('debug/build/app/out/run.sh')]).toEqual(['fedcba9876543210', 'the library', 'x']);
    expect(statSync(`${target}/debug/build/app/out/run.sh`).mode & 0o777).toBe(0o755);
    expect(readlinkSync(`${target}/debug/build/app/out/link`)).toBe('run.sh');
    expect(existsSync(`${target}/debug/build/app/out/empty`)).toBe(true);
    expect(mtimeNs('debug/.fingerprint/app-0123456789abcdef/dep-lib-app')).toBe(OLD_NS);
    expect(mtimeNs(RLIB)).toBe(statSync(`${directory}/donor/libapp.rlib`, { bigint: true }).mtimeNs);
  });

  test('shares what cargo never writes to, and that alone', async () => {
    await place();
    expect(inode(`${target}/${RLIB}`)).toBe(inode(`${directory}/donor/libapp.rlib`));
    expect(statSync(`${target}/${HASH}`).nlink).toBe(1);
  });

  test('carries its mark, so that it can be a donor itself', async () => {
    await place();
    const mark = parseMark(read('debug/.fingerprint/app-0123456789abcdef/invoked.timestamp'));
    expect(mark).toEqual({ unit: manifest.key, roots: ['/donor/tree'] });
  });

  test('holds this worktree\'s root where the donor\'s stood, with the time that it had', async () => {
    await place();
    expect(read('debug/build/app/output')).toBe('cargo:x=/new/tree/y');
    expect(mtimeNs('debug/build/app/output')).toBe(OLD_NS);
  });

  test('has the times that it is given here; a stamped file is a file of its own', async () => {
    const rlib = timesOf(manifest).outputs.find((output) => output.role === 'rlib')!;
    await place({ depInfoNs: OLD_NS + 1n, times: { times: timesOf(manifest), stamped: [{ ...rlib, mtimeNs: OLD_NS + 2n }] } });
    expect(mtimeNs('debug/.fingerprint/app-0123456789abcdef/dep-lib-app')).toBe(OLD_NS + 1n);
    expect(mtimeNs(RLIB)).toBe(OLD_NS + 2n);
    expect(inode(`${target}/${RLIB}`)).not.toBe(inode(`${directory}/donor/libapp.rlib`));
  });

  test('has the fingerprint that was computed for this worktree', async () => {
    await place({ fingerprint: { text: '0123456789abcdef', json: '{"new":1}' } });
    expect([read(HASH), read(`${HASH}.json`)]).toEqual(['0123456789abcdef', '{"new":1}']);
  });
});

test.each([true, false])('the messages of the unit that stood there do not stay (replaces: %s)', async (replaces) => {
  const messages = 'debug/.fingerprint/app-0123456789abcdef/output-lib-app';
  write(`${target}/${messages}`, 'a warning of another branch');
  expect((await place({ replaces })).ok).toBe(true);
  expect(existsSync(`${target}/${messages}`)).toBe(false);
});

describe('cut short, cargo finds a unit that is not built', () => {
  /** Each file but the hash file, made impossible to place by a directory in its way. */
  const others = [`${HASH}.json`, 'debug/.fingerprint/app-0123456789abcdef/dep-lib-app', RLIB, 'debug/build/app/output', 'debug/build/app/out/link'];

  test.each(others)('at %s', async (path) => {
    mkdirSync(`${target}/${path}/in the way`, { recursive: true });
    expect(await place()).toMatchObject({ ok: false, error: { kind: 'io' } });
    expect(existsSync(`${target}/${HASH}`)).toBe(false);
  });

  test.each(others.slice(0, 4))('at %s, over a unit that stood there', async (path) => {
    write(`${target}/${HASH}`, 'of the old one');
    mkdirSync(`${target}/${path}/in the way`, { recursive: true });
    expect((await place({ replaces: true })).ok).toBe(false);
    expect(existsSync(`${target}/${HASH}`)).toBe(false);
  });

  test('by a blob that was changed behind the store\'s back', async () => {
    utimesSync(`${directory}/donor/libapp.rlib`, 5, 5);
    expect(await place()).toEqual({ ok: false, error: { kind: 'damaged', file: RLIB } });
    expect(existsSync(`${target}/${HASH}`)).toBe(false);
  });
});

test('a copy that was made ahead gets its time; one of a blob that was changed is removed', async () => {
  const ahead = (): CopiesAhead => new CopiesAhead([{ from: `${directory}/donor/libapp.rlib`, to: `${target}/${RLIB}` }]);
  mkdirSync(dirname(`${target}/${RLIB}`), { recursive: true });
  expect(await place({}, manifest, ahead())).toMatchObject({ ok: true });
  expect(mtimeNs(RLIB)).toBe(statSync(`${directory}/donor/libapp.rlib`, { bigint: true }).mtimeNs);
  expect(inode(`${target}/${RLIB}`)).not.toBe(inode(`${directory}/donor/libapp.rlib`));
  rmSync(target, { recursive: true });
  mkdirSync(dirname(`${target}/${RLIB}`), { recursive: true });
  utimesSync(`${directory}/donor/libapp.rlib`, 5, 5);
  expect(await place({}, manifest, ahead())).toEqual({ ok: false, error: { kind: 'damaged', file: RLIB } });
  expect(existsSync(`${target}/${RLIB}`)).toBe(false);
});

test('what the replaced unit\'s script had generated is gone', async () => {
  write(`${target}/debug/build/app/out/deep/old.rs`, 'old');
  await place({ replaces: true });
  expect(existsSync(`${target}/debug/build/app/out/deep`)).toBe(false);
  expect(existsSync(`${target}/debug/build/app/out/run.sh`)).toBe(true);
});

test('no inode that stood there is written to: another worktree may share it', async () => {
  const shared = ['json', 'rlib'].map((name) => write(`${directory}/${name}`, 'of another worktree'));
  for (const [n, path] of [`${HASH}.json`, RLIB].entries()) {
    mkdirSync(dirname(`${target}/${path}`), { recursive: true });
    linkSync(shared[n] ?? '', `${target}/${path}`);
  }
  await place({ replaces: true });
  expect([read(`${HASH}.json`), read(RLIB)]).toEqual(['{}', 'the library']);
  expect(shared.map((path) => readFileSync(path, 'utf8'))).toEqual(['of another worktree', 'of another worktree']);
});

test('a manifest without a pack is damage, and touches nothing', async () => {
  const gone = { ...manifest, key: 'f'.repeat(64) as Manifest['key'] };
  write(`${target}/${HASH}`, 'of the old one');
  expect(await place({ replaces: true }, gone)).toEqual({ ok: false, error: { kind: 'damaged', file: 'pack' } });
  expect(read(HASH)).toBe('of the old one');
});
