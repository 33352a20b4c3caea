import { mkdirSync, renameSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { Ways } from '../../../src/engine/contents/way.ts';
import { FILE_TIME_TICK_NS, nowNs, sleepSync } from '../../../src/system/clock.ts';
import { temporaryDirectory } from '../../formats/git/rig.ts';
import { mountFileSystem, type Mount, type MountKind } from '../../support/mounts.ts';

const MOUNTS: readonly MountKind[] = [
  { type: 'ext4', megabytes: 16 },
  { type: 'btrfs', megabytes: 128 },
  { type: 'xfs', megabytes: 320 },
  { type: 'tmpfs', kilobytes: 1024 },
];
const mounts: Mount[] = [];
afterAll(() => {
  for (const mount of mounts) mount.remove();
});

function places(): { name: string; path: () => string }[] {
  return MOUNTS.flatMap((kind) => {
    const mount = mountFileSystem(kind);
    if ('unavailable' in mount) {
      process.stderr.write(`not tried on ${kind.type}: ${mount.unavailable}\n`);
      return [];
    }
    mounts.push(mount);
    return [{ name: kind.type, path: () => mount.path }];
  });
}

/** The time of a build that is over: what happens after it has later times. */
function afterABuild(): bigint {
  const ticks = Number((2n * FILE_TIME_TICK_NS) / 1_000_000n);
  sleepSync(ticks);
  const built = nowNs();
  sleepSync(ticks);
  return built;
}

describe.each([{ name: 'the temporary directory', path: temporaryDirectory }, ...places()])('on $name', ({ name, path }) => {
  let count = 0;
  /** A worktree in which `a/data/words.txt`, `a/other/words.txt` and `top.txt` are. */
  const worktree = (): string => {
    const root = join(path(), `w${(count += 1)}`);
    for (const file of ['a/data/words.txt', 'a/other/words.txt', 'top.txt']) {
      mkdirSync(dirname(join(root, file)), { recursive: true });
      writeFileSync(join(root, file), file);
    }
    return root;
  };
  const led = (root: string, file = 'a/data/words.txt'): bigint => new Ways(root).above(join(root, file));

  test('a directory that took the place of another', () => {
    const root = worktree();
    const built = afterABuild();
    expect(led(root), name).toBeLessThanOrEqual(built);
    renameSync(join(root, 'a/data'), join(root, 'a/old'));
    renameSync(join(root, 'a/other'), join(root, 'a/data'));
    expect(led(root), name).toBeGreaterThan(built);
  });

  test('one in which something was made afterwards, and whose time was set', () => {
    const root = worktree();
    const built = afterABuild();
    renameSync(join(root, 'a/data'), join(root, 'a/old'));
    renameSync(join(root, 'a/other'), join(root, 'a/data'));
    writeFileSync(join(root, 'a/data/new.txt'), '');
    expect(led(root), name).toBeGreaterThan(built);
    utimesSync(join(root, 'a/data'), 1, 1);
    expect(led(root), name).toBeGreaterThan(built);
  });

  test('one above it', () => {
    const root = worktree();
    mkdirSync(join(root, 'b/data'), { recursive: true });
    const built = afterABuild();
    renameSync(join(root, 'a'), join(root, 'c'));
    renameSync(join(root, 'b'), join(root, 'a'));
    expect(led(root), name).toBeGreaterThan(built);
  });

  test('a link that was pointed elsewhere, and the directory that a link leads to', () => {
    const root = worktree();
    symlinkSync('a/data', join(root, 'link'));
    const built = afterABuild();
    expect(led(root, 'link/words.txt'), name).toBeLessThanOrEqual(built);
    renameSync(join(root, 'a/data'), join(root, 'a/old'));
    renameSync(join(root, 'a/other'), join(root, 'a/data'));
    expect(led(root, 'link/words.txt'), name).toBeGreaterThan(built);
    symlinkSync('a/old', join(root, 'link2'));
    renameSync(join(root, 'link2'), join(root, 'link'));
    expect(led(root, 'link/words.txt'), name).toBeGreaterThan(built);
  });

  test('what is made or removed beside an input does not count', () => {
    const root = worktree();
    const built = afterABuild();
    writeFileSync(join(root, 'a/data/new.txt'), '');
    mkdirSync(join(root, 'a/data/more'));
    expect(led(root), name).toBeLessThanOrEqual(built);
  });
});

test('a link that was made anew counts by itself', () => {
  const root = temporaryDirectory();
  mkdirSync(join(root, 'a/data'), { recursive: true });
  const built = afterABuild();
  symlinkSync('a/data', join(root, 'link'));
  expect(new Ways(root).above(join(root, 'link/words.txt'))).toBeGreaterThan(built);
});

test('links in a loop end, and the root\'s own time does not count', () => {
  const root = temporaryDirectory();
  symlinkSync('b', join(root, 'a'));
  symlinkSync('a', join(root, 'b'));
  expect(new Ways(root).above(join(root, 'a/words.txt'))).toBeGreaterThan(0n);
  expect(new Ways(root).above(join(root, 'words.txt'))).toBe(0n);
  expect(new Ways(root).above(root)).toBe(0n);
});
