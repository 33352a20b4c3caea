import { existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { applySurvey } from '../../../src/commands/reclaim/apply.ts';
import { stampOf, type Finding, type Merge, type WithoutBytes } from '../../../src/commands/reclaim/finding.ts';
import type { Survey } from '../../../src/commands/reclaim/survey.ts';
import type { AbsolutePath } from '../../../src/system/brand.ts';
import { lstat } from '../../../src/system/fs.ts';

let directory: AbsolutePath;
beforeEach(() => {
  directory = realpathSync(mkdtempSync(join(tmpdir(), 'apply-'))) as AbsolutePath;
});
afterEach(() => rmSync(directory, { recursive: true }));

function put(path: string, text = 'same'): string {
  mkdirSync(dirname(join(directory, path)), { recursive: true });
  writeFileSync(join(directory, path), text);
  return join(directory, path);
}

const finding = (more: Partial<Finding>): Finding => ({
  kind: 'stale', reason: { reason: 'no-unit' }, directory, worktree: undefined, count: 0, paths: [], merges: [], bytes: { logical: 0, physical: 0 }, ...more,
});

/** A survey that found `planned`, and that finds `now` when it looks again. */
const survey = (planned: Finding, now: readonly WithoutBytes[]): Survey => ({
  sources: [{ kind: planned.kind, directories: [{ targetDirectory: directory, buildDirectory: directory }], whole: false, find: () => now }],
  findings: [planned],
  total: planned.bytes,
  tracked: [],
  busy: [], places: [], held: undefined,
});

test('only what was agreed to and is still found goes', async () => {
  for (const name of ['agreed', 'no-longer', 'new']) put(`deps/${name}`);
  const planned = finding({ paths: ['deps/agreed', 'deps/no-longer'] });
  expect(await applySurvey(survey(planned, [finding({ paths: ['deps/agreed', 'deps/new'] })]))).toMatchObject({ removed: 1, problems: [] });
  expect(['agreed', 'no-longer', 'new'].map((name) => existsSync(join(directory, 'deps', name)))).toEqual([false, true, true]);
});

test('nothing is deleted behind a link', async () => {
  const kept = put('elsewhere/kept');
  symlinkSync(join(directory, 'elsewhere'), join(directory, 'deps'));
  const planned = finding({ paths: ['deps/kept'] });
  expect(await applySurvey(survey(planned, [planned]))).toMatchObject({ removed: 0 });
  expect(existsSync(kept)).toBe(true);
});

function merge(): Merge {
  const [from, to] = [put('a/x'), put('b/x')];
  const stamp = (path: string): string => stampOf(lstat(path) ?? expect.fail());
  return { from, names: [to], way: 'link', size: 4, stamps: { from: stamp(from), to: stamp(to) } };
}

test('equal files become one', async () => {
  const planned = finding({ kind: 'duplicate', reason: { reason: 'same-bytes' }, merges: [merge()] });
  expect(await applySurvey(survey(planned, [planned]))).toMatchObject({ merged: 1, problems: [] });
  expect(statSync(join(directory, 'a/x')).ino).toBe(statSync(join(directory, 'b/x')).ino);
});

test.each([['a/x'], ['b/x']])('not when %s was changed after they were compared', async (changed) => {
  const planned = finding({ kind: 'duplicate', reason: { reason: 'same-bytes' }, merges: [merge()] });
  put(changed, 'changed');
  expect(await applySurvey(survey(planned, [planned]))).toMatchObject({ merged: 0, problems: [{ code: 'not-merged' }] });
  expect(['a/x', 'b/x'].map((path) => readFileSync(join(directory, path), 'utf8')).sort()).toEqual(['changed', 'same']);
});
