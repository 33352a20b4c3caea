import {
  linkSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { removeTree, temporaryBeside, unlinkIfPresent, writeAtomically, writeNew } from '../../src/system/write.ts';

let directory: string;
const at = (name: string): string => join(directory, name);

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'write-'));
});

afterEach(() => rmSync(directory, { recursive: true, force: true }));

describe('writeNew', () => {
  test('writes bytes, mode and time exactly', () => {
    writeNew(at('a'), Buffer.from([1, 2, 3]), { mode: 0o777, mtimeNs: 1_234_567_890_123_456_789n });
    const stat = statSync(at('a'), { bigint: true });
    expect(readFileSync(at('a'))).toEqual(Buffer.from([1, 2, 3]));
    expect(stat.mode & 0o777n).toBe(0o777n);
    expect(stat.mtimeNs).toBe(1_234_567_890_123_456_789n);
  });

  test('never writes over a file or through a link', () => {
    writeFileSync(at('a'), 'old');
    symlinkSync(at('elsewhere'), at('link'));
    expect(() => writeNew(at('a'), 'new')).toThrow(expect.objectContaining({ code: 'EEXIST' }));
    expect(() => writeNew(at('link'), 'new')).toThrow(expect.objectContaining({ code: 'EEXIST' }));
    expect(readFileSync(at('a'), 'utf8')).toBe('old');
    expect(readdirSync(directory).sort()).toEqual(['a', 'link']);
  });
});

describe('writeAtomically', () => {
  test('replaces the file and leaves whoever shares the old inode alone', () => {
    writeFileSync(at('a'), 'old');
    linkSync(at('a'), at('shared'));
    writeAtomically(at('a'), 'new');
    expect(readFileSync(at('a'), 'utf8')).toBe('new');
    expect(readFileSync(at('shared'), 'utf8')).toBe('old');
    expect(readdirSync(directory).sort()).toEqual(['a', 'shared']);
  });

  test('leaves nothing behind when the name is taken by a directory', () => {
    mkdirSync(at('a'));
    expect(() => writeAtomically(at('a'), 'new')).toThrow(expect.objectContaining({ code: 'EISDIR' }));
    expect(readdirSync(directory)).toEqual(['a']);
  });

  test('a temporary name fits beside the longest file name', () => {
    expect(temporaryBeside(at('x'.repeat(255))).length - directory.length).toBeLessThan(255);
    writeAtomically(at('x'.repeat(255)), 'new');
    expect(readFileSync(at('x'.repeat(255)), 'utf8')).toBe('new');
  });
});

describe('removeTree', () => {
  test('removes links, not what they point at', () => {
    mkdirSync(at('outside'));
    writeFileSync(at('outside/kept'), '');
    mkdirSync(at('tree/deep'), { recursive: true });
    symlinkSync(at('outside'), at('tree/deep/link'));
    symlinkSync(at('absent'), at('tree/dangling'));
    removeTree(at('tree'));
    expect(readdirSync(directory)).toEqual(['outside']);
    symlinkSync(at('outside'), at('root-link'));
    removeTree(at('root-link'));
    expect(lstatSync(at('root-link'), { throwIfNoEntry: false })).toBeUndefined();
    expect(readdirSync(at('outside'))).toEqual(['kept']);
  });

  test.skipIf(process.platform === 'darwin')('names that are not UTF-8', () => {
    mkdirSync(at('tree'));
    const strange = Buffer.concat([Buffer.from(at('tree/')), Buffer.from([0xff])]);
    mkdirSync(strange);
    writeFileSync(Buffer.concat([strange, Buffer.from('/'), Buffer.from([0xfe])]), '');
    removeTree(at('tree'));
    expect(readdirSync(directory)).toEqual([]);
  });

  test('an absent tree is fine', () => {
    expect(() => removeTree(at('absent'))).not.toThrow();
    expect(unlinkIfPresent(at('absent'))).toBe(false);
  });
});
