import {
  chmodSync,
  linkSync,
  lstatSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  readlinkSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { placeBytes, placeFile, placeSymlink } from '../../../src/store/place/place-file.ts';
import type { Placement } from '../../../src/store/place/policy.ts';
import { canReflink, probePlacement } from '../../../src/store/place/probe.ts';
import { countPlacements } from '../../../src/store/place/tally.ts';
import { setMtime } from '../../../src/system/times.ts';
import { mountFileSystem, type Mount, type MountKind } from '../../support/mounts.ts';

const NS = 1_700_000_000_123_456_789n;
let directory: string;
let elsewhere: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'place-'));
  elsewhere = mkdtempSync('/dev/shm/place-');
});

afterEach(() => {
  for (const path of [directory, elsewhere]) rmSync(path, { recursive: true, force: true });
});

function original(name = 'from'): string {
  const path = join(directory, name);
  writeFileSync(path, 'content');
  chmodSync(path, 0o755);
  setMtime(path, NS);
  return path;
}

function facts(path: string): { text: string; mode: number; mtimeNs: bigint } {
  const stat = statSync(path, { bigint: true });
  return { text: readFileSync(path, 'utf8'), mode: Number(stat.mode & 0o7777n), mtimeNs: stat.mtimeNs };
}

const ino = (path: string): bigint => statSync(path, { bigint: true }).ino;
const EXPECTED = { text: 'content', mode: 0o755, mtimeNs: NS };

describe('placeFile', () => {
  test.each<Placement>(['link', 'copy'])('%s keeps bytes, mode and all nine digits of the time', (way) => {
    const from = original();
    const to = join(directory, 'to');
    expect(placeFile({ from, to, ways: [way], mtimeNs: NS })).toEqual({ ok: true, value: way });
    expect(facts(to)).toEqual(EXPECTED);
    expect(ino(to) === ino(from)).toBe(way === 'link');
  });

  test.each<Placement>(['link', 'copy'])('%s replaces what is there and leaves its inode alone', (way) => {
    const from = original();
    const to = join(directory, 'to');
    writeFileSync(to, 'old');
    linkSync(to, join(directory, 'shares-the-old'));
    expect(placeFile({ from, to, ways: [way], mtimeNs: NS }).ok).toBe(true);
    expect(facts(to)).toEqual(EXPECTED);
    expect(readFileSync(join(directory, 'shares-the-old'), 'utf8')).toBe('old');
    expect(readdirSync(directory).sort()).toEqual(['from', 'shares-the-old', 'to']);
  });

  test('linking over a name of the same inode leaves no third name', () => {
    const from = original();
    const to = join(directory, 'to');
    linkSync(from, to);
    expect(placeFile({ from, to, ways: ['link'], mtimeNs: NS }).ok).toBe(true);
    expect(readdirSync(directory).sort()).toEqual(['from', 'to']);
  });

  test('another file system: falls back to a copy with the same mode and time', () => {
    const to = join(elsewhere, 'to');
    const placed = placeFile({ from: original(), to, ways: ['reflink', 'link', 'copy'], mtimeNs: NS });
    expect(placed).toEqual({ ok: true, value: 'copy' });
    expect(facts(to)).toEqual(EXPECTED);
    expect(readdirSync(elsewhere)).toEqual(['to']);
  });

  test('no reflinks here: falls back to a link', () => {
    const probe = probePlacement({ from: directory, to: directory });
    const placed = placeFile({ from: original(), to: join(directory, 'to'), ways: ['reflink', 'link', 'copy'], mtimeNs: NS });
    expect(placed).toEqual({ ok: true, value: probe });
  });

  test('a missing original or directory is an answer, and nothing is left', () => {
    const gone = placeFile({ from: join(directory, 'absent'), to: join(directory, 'to'), ways: ['link', 'copy'], mtimeNs: NS });
    expect(gone).toMatchObject({ ok: false, error: { code: 'ENOENT' } });
    const nowhere = placeFile({ from: original(), to: join(directory, 'absent/to'), ways: ['copy'], mtimeNs: NS });
    expect(nowhere).toMatchObject({ ok: false, error: { code: 'ENOENT' } });
    expect(readdirSync(directory)).toEqual(['from']);
  });
});

test('placeBytes replaces a hard link without writing through it', () => {
  const shared = original();
  const to = join(directory, 'to');
  linkSync(shared, to);
  expect(placeBytes({ bytes: 'private', to, mode: 0o600, mtimeNs: 5n }).ok).toBe(true);
  expect(facts(to)).toEqual({ text: 'private', mode: 0o600, mtimeNs: 5n });
  expect(facts(shared)).toEqual(EXPECTED);
});

test('placeSymlink keeps target and time, and replaces', () => {
  const to = join(directory, 'to');
  writeFileSync(to, 'old');
  expect(placeSymlink({ target: '../dangling', to, mtimeNs: NS }).ok).toBe(true);
  expect(readlinkSync(to)).toBe('../dangling');
  expect(lstatSync(to, { bigint: true }).mtimeNs).toBe(NS);
});

test('probing leaves nothing behind and finds what the pair can do', () => {
  expect(probePlacement({ from: directory, to: elsewhere })).toBe('copy');
  expect(['link', 'reflink']).toContain(probePlacement({ from: directory, to: directory }));
  expect(canReflink(original(), directory)).toBe(probePlacement({ from: directory, to: directory }) === 'reflink');
  expect(readdirSync(directory)).toEqual(['from']);
  expect(readdirSync(elsewhere)).toEqual([]);
});

test('the tally adds up by placement', () => {
  const tally = countPlacements();
  tally.add('link', 10);
  tally.add('link', 5);
  tally.add('copy', 1);
  expect(tally.total()).toEqual({
    reflink: { files: 0, bytes: 0 },
    link: { files: 2, bytes: 15 },
    copy: { files: 1, bytes: 1 },
  });
});

describe.each<MountKind & { type: 'btrfs' | 'xfs' }>([
  { type: 'btrfs', megabytes: 128 },
  { type: 'xfs', megabytes: 320 },
])('on $type', (kind) => {
  let mount: Mount | { readonly unavailable: string };

  beforeAll(() => {
    mount = mountFileSystem(kind);
  }, 60_000);

  afterAll(() => {
    if ('remove' in mount) mount.remove();
  });

  test('a reflink has an inode, mode and time of its own and survives a write to the original', (context) => {
    if ('unavailable' in mount) return context.skip(mount.unavailable);
    const from = join(mount.path, 'from');
    const to = join(mount.path, 'to');
    writeFileSync(from, 'content');
    chmodSync(from, 0o755);
    setMtime(from, NS);
    writeFileSync(to, 'old');
    expect(probePlacement({ from: mount.path, to: mount.path })).toBe('reflink');
    expect(placeFile({ from, to, ways: ['reflink', 'link', 'copy'], mtimeNs: NS })).toEqual({ ok: true, value: 'reflink' });
    writeFileSync(from, 'edited in place');
    expect(facts(to)).toEqual(EXPECTED);
    expect(ino(to)).not.toBe(ino(from));
    expect(readdirSync(mount.path).sort()).toEqual(['from', 'to']);
  });
});
