import { linkSync, mkdirSync, mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { diskUse } from '../../src/system/physical.ts';
import { walk } from '../../src/system/walk.ts';

const BYTES = 100_000;
let directory: string;
const at = (name: string): string => join(directory, name);

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'physical-'));
  mkdirSync(at('a/deep'), { recursive: true });
  mkdirSync(at('b'));
});

afterEach(() => rmSync(directory, { recursive: true, force: true }));

function file(name: string): void {
  writeFileSync(at(name), Buffer.alloc(BYTES, 'x'));
}

/** Allocated bytes, as du(1) counts them. */
function allocated(...names: string[]): number {
  return names.reduce((sum, name) => sum + statSync(at(name)).blocks * 512, 0);
}

describe('diskUse', () => {
  test('counts an inode once however many names it has', () => {
    file('a/one');
    linkSync(at('a/one'), at('a/deep/two'));
    const use = diskUse([at('a')]);
    expect(use).toEqual({
      files: 1,
      logical: 2 * BYTES,
      physical: allocated('a', 'a/deep', 'a/one'),
      freed: allocated('a', 'a/deep', 'a/one'),
    });
  });

  test('an inode with a name outside is not freed, until that name belongs to the set', () => {
    file('a/one');
    linkSync(at('a/one'), at('b/two'));
    expect(diskUse([at('a')]).physical).toBe(allocated('a', 'a/deep', 'a/one'));
    expect(diskUse([at('a')]).freed).toBe(allocated('a', 'a/deep'));
    expect(diskUse([at('a'), at('b')]).freed).toBe(allocated('a', 'a/deep', 'a/one', 'b'));
  });

  test('overlapping and repeated roots count once', () => {
    file('a/deep/one');
    expect(diskUse([at('a/deep'), at('a'), at('a')])).toEqual(diskUse([at('a')]));
  });

  test('does not follow links, and an absent root is empty', () => {
    file('b/big');
    symlinkSync(at('b'), at('a/link'));
    expect(diskUse([at('a')]).logical).toBe(at('b').length);
    expect(diskUse([at('absent')])).toEqual({ files: 0, logical: 0, physical: 0, freed: 0 });
  });
});

describe('walk', () => {
  test('visits directories first and skips what it is told to', () => {
    file('a/deep/one');
    file('b/two');
    const seen: string[] = [];
    walk(directory, ({ relative }) => {
      seen.push(relative);
      return relative === 'a/deep' ? 'skip' : undefined;
    });
    expect(seen.toSorted()).toEqual(['', 'a', 'a/deep', 'b', 'b/two']);
    expect(seen.indexOf('b')).toBeLessThan(seen.indexOf('b/two'));
  });
});
