import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { isGone } from '../../../../src/commands/reclaim/orphaned/gone.ts';
import { originOf } from '../../../../src/commands/reclaim/orphaned/origin.ts';
import type { Worktree } from '../../../../src/formats/git/worktrees.ts';
import type { AbsolutePath } from '../../../../src/system/brand.ts';

let top: string;
beforeEach(() => {
  top = realpathSync(mkdtempSync(join(tmpdir(), 'origin-')));
});
afterEach(() => rmSync(top, { recursive: true }));

const tracked = [new Set(['app/src/main.rs', 'core/src/lib.rs', 'src/lib.rs'])];
const sources = (...paths: readonly string[]): Set<string> => new Set(paths.map((path) => (path.startsWith('/') ? path : `${top}/${path}`)));

describe('what a directory was built from tells its worktree', () => {
  test('by the names of the repository\'s files', () => {
    expect(originOf(sources('b/app/src/main.rs', 'b/core/src/lib.rs'), tracked)).toBe(`${top}/b`);
  });

  test('headers of the system tell nothing', () => {
    expect(originOf(sources('b/app/src/main.rs', 'b/core/src/lib.rs', '/etc/passwd'), tracked)).toBe(`${top}/b`);
  });

  test.each([
    ['of no file of ours', 'b/other/src/lib.js'],
    ['mostly of another project', 'b/app/src/main.rs', 'x/one.rs', 'x/two.rs'],
  ])('and not %s', (_, ...paths) => {
    expect(originOf(sources(...paths), tracked)).toBeUndefined();
  });

  test('nobody is gone while any source is there, one of another project too', () => {
    mkdirSync(`${top}/c/core/src`, { recursive: true });
    writeFileSync(`${top}/c/core/src/lib.rs`, '');
    writeFileSync(`${top}/c/foreign.rs`, '');
    expect(originOf(sources('b/app/src/main.rs', 'b/core/src/lib.rs', 'c/core/src/lib.rs'), tracked)).toBeUndefined();
    expect(originOf(sources('b/app/src/main.rs', 'b/core/src/lib.rs', 'c/foreign.rs'), tracked)).toBeUndefined();
  });
});

describe('a worktree is gone', () => {
  const listed = (path: string, more: Partial<Worktree>): Worktree => ({
    path: path as AbsolutePath, main: false, bare: false, commit: null, branch: null, locked: null, prunable: false, present: false, ...more,
  });

  test('when git does not know it and its parent is there', () => {
    expect(isGone(`${top}/b`, [])).toBe(true);
    expect(isGone(`${top}/unplugged/b`, [])).toBe(false);
    mkdirSync(`${top}/b/.git`, { recursive: true });
    expect(isGone(`${top}/b`, [])).toBe(false);
  });

  test('when git would prune it, and not when it is locked', () => {
    const path = `${top}/unplugged/b`;
    expect(isGone(path, [listed(path, { prunable: true })])).toBe(true);
    expect(isGone(path, [listed(path, { prunable: true, locked: '' })])).toBe(false);
    expect(isGone(path, [listed(path, { locked: 'on a stick' })])).toBe(false);
  });

  test('though it lay in one that is there', () => {
    expect(isGone(`${top}/inner`, [listed(top, { present: true })])).toBe(true);
  });
});
