import { lutimesSync, mkdirSync, rmSync, statSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { beforeEach, describe, expect, test } from 'vitest';
import { WorktreeContents } from '../../../src/engine/contents/worktree-contents.ts';
import type { AbsolutePath } from '../../../src/system/brand.ts';
import { FILE_TIME_TICK_NS, nowNs } from '../../../src/system/clock.ts';
import { setMtime } from '../../../src/system/times.ts';
import { sha256 } from '../../../src/units/identity.ts';
import { temporaryDirectory, write } from '../../formats/git/rig.ts';

const OLD_NS = 1_600_000_000_123_456_789n;
let root: AbsolutePath;
let contents: WorktreeContents;

beforeEach(() => {
  root = temporaryDirectory() as AbsolutePath;
  contents = new WorktreeContents(root);
});

function old(path: string, text = path): string {
  const file = write(`${root}/${path}`, text);
  setMtime(file, OLD_NS);
  return file;
}

describe('times', () => {
  test('an old modification time does not hide when a file was changed', () => {
    const before = nowNs();
    old('a.rs');
    const times = contents.times('a.rs');
    expect(times?.mtimeNs).toBe(OLD_NS);
    expect(times?.changedNs).toBeGreaterThan(before - FILE_TIME_TICK_NS);
    expect(times?.changedNs).toBe(statSync(`${root}/a.rs`, { bigint: true }).ctimeNs);
  });

  test('of a link, its own time and its target\'s count, the newer of both', () => {
    const target = old('a.rs');
    symlinkSync('a.rs', `${root}/link.rs`);
    setMtime(`${root}/link.rs`, OLD_NS + 7n);
    expect(contents.times('link.rs')).toMatchObject({ kind: 'file', mtimeNs: OLD_NS + 7n });
    setMtime(target, OLD_NS + 9n);
    expect(new WorktreeContents(root).times('link.rs')?.mtimeNs).toBe(OLD_NS + 9n);
  });

  test('a link that was pointed elsewhere and got an old time shows in its change time', () => {
    old('a.rs');
    symlinkSync('a.rs', `${root}/link.rs`);
    lutimesSync(`${root}/link.rs`, 1, 1);
    const { ctimeNs } = statSync(`${root}/a.rs`, { bigint: true });
    expect(contents.times('link.rs')?.changedNs).toBeGreaterThanOrEqual(ctimeNs);
  });

  test('a file of this very tick is looked at again when the tick is over', () => {
    write(`${root}/new.rs`, '');
    const times = contents.times('new.rs');
    expect(nowNs()).toBeGreaterThan((times?.mtimeNs ?? 0n) + FILE_TIME_TICK_NS);
  });

  test.each(['nothing', 'dangling', 'a.rs/below'])('%s has none', (path) => {
    old('a.rs');
    symlinkSync('nowhere', `${root}/dangling`);
    expect(contents.times(path)).toBeUndefined();
    expect(contents.file(path)).toBeUndefined();
  });
});

describe('contents', () => {
  test('are read once: a later edit does not pass for what was compared', () => {
    old('a.rs', 'one');
    expect(contents.file('a.rs')).toMatchObject({ sha256: sha256('one'), mtimeNs: OLD_NS });
    write(`${root}/a.rs`, 'two');
    expect(contents.file('a.rs')).toMatchObject({ sha256: sha256('one'), mtimeNs: OLD_NS });
    expect(contents.bytes('a.rs')?.toString()).toBe('two');
  });

  test('paths are the worktree\'s, or absolute', () => {
    const path = old('a.rs', 'one');
    expect(contents.file(path)?.sha256).toBe(sha256('one'));
    expect([contents.absolute(''), contents.absolute('a'), contents.absolute('/a')]).toEqual([root, `${root}/a`, '/a']);
  });

  test('a directory is no file, and a file no directory', () => {
    mkdirSync(`${root}/items`);
    old('a.rs');
    expect(contents.file('items')).toBeUndefined();
    expect(contents.directory('a.rs')).toBeUndefined();
    expect(contents.directory('items')?.sha256).toBeDefined();
  });

  test('a dangling link is there: module resolution sees it', () => {
    symlinkSync('nowhere', `${root}/mod.rs`);
    expect(contents.exists('mod.rs')).toBe(true);
    expect(contents.exists('other.rs')).toBe(false);
  });
});

describe('directory', () => {
  const digest = () => new WorktreeContents(root).directory('items')?.sha256;

  test('with a name that is not UTF-8 below it is never the same', () => {
    old('items/a.rs');
    expect(digest()).toBe(digest());
    writeFileSync(Buffer.concat([Buffer.from(`${root}/items/`), Buffer.from([0xff])]), '');
    expect(digest()).not.toBe(digest());
  });

  beforeEach(() => {
    old('items/one.txt', '1');
    old('items/deep/two.txt', '2');
  });

  test.each<[string, () => void]>([
    ['a content', () => old('items/one.txt', 'x')],
    ['a name', () => old('items/three.txt', '1')],
    ['an empty directory', () => mkdirSync(`${root}/items/empty`)],
    ['a file that goes', () => rmSync(`${root}/items/deep/two.txt`)],
    ['a file in place of a directory', () => {
      rmSync(`${root}/items/deep`, { recursive: true });
      old('items/deep', '2');
    }],
  ])('%s changes its digest', (_, change) => {
    const before = digest();
    change();
    expect(digest()).not.toBe(before);
  });

  test('times do not', () => {
    const before = digest();
    utimesSync(`${root}/items/one.txt`, 5, 5);
    expect(digest()).toBe(before);
  });

  test('its newest time counts directories, as cargo does', () => {
    setMtime(`${root}/items/deep`, OLD_NS);
    setMtime(`${root}/items`, OLD_NS + 5n);
    expect(contents.directory('items')?.mtimeNs).toBe(OLD_NS + 5n);
  });

  test('links are followed, and a loop of them ends', () => {
    symlinkSync('..', `${root}/items/deep/loop`);
    expect(digest()).toBeDefined();
  });
});
