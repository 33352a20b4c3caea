import { expect, test } from 'vitest';
import type { Reclaimed } from '../../src/commands/reclaim/apply.ts';
import type { Finding } from '../../src/commands/reclaim/finding.ts';
import type { Survey } from '../../src/commands/reclaim/survey.ts';
import { reclaimDocument, reportBudget, reportReclaimed, reportSurvey } from '../../src/report/reclaim-report.ts';
import { createReporter, type Reporter } from '../../src/report/reporter.ts';
import type { AbsolutePath } from '../../src/system/brand.ts';
import { recorder } from './streams.ts';

const directory = '/repos/b/target' as AbsolutePath;
const stale: Finding = {
  kind: 'stale', reason: { reason: 'superseded' }, directory, worktree: '/repos/b' as AbsolutePath, count: 2, paths: ['debug/deps/x', 'debug/deps/y'], merges: [],
  bytes: { logical: 4096, physical: 2048 },
};
const duplicate: Finding = {
  kind: 'duplicate', reason: { reason: 'same-bytes' }, directory, worktree: '/repos/b' as AbsolutePath, count: 1, paths: [],
  merges: [{ from: '/repos/a/target/x', names: [`${directory}/x`], way: 'link', size: 1024, stamps: { from: '1', to: '2' } }],
  bytes: { logical: 1024, physical: 1024 },
};
const survey: Survey = { sources: [], findings: [stale, duplicate], total: { logical: 5120, physical: 3072 }, tracked: ['/repos/c/target' as AbsolutePath], busy: [], places: [], held: undefined };
const done: Reclaimed = { removed: 2, merged: 1, busy: [], problems: [], freed: 3072 };

function said(speak: (reporter: Reporter) => void, verbose = false): { out: string; err: string } {
  const [out, err] = [recorder(), recorder()];
  speak(createReporter({ json: false, quiet: false, verbose, color: 'never', stdout: out.stream, stderr: err.stream }));
  return { out: out.text(), err: err.text() };
}

test('the table has logical and physical bytes, and a total', () => {
  const { out, err } = said((r) => reportSurvey(survey, r, '/repos/a'));
  expect(out).toBe(
    [
      'Kind       Where        What                                           Size    Frees',
      'stale      ../b/target  2 units built on units that were rebuilt since  4.0 KiB  2.0 KiB',
      'duplicate  ../b/target  1 file that another worktree has as well        1.0 KiB  1.0 KiB',
      'total                                                                   5.0 KiB  3.0 KiB',
      '',
    ].join('\n').replace('What                                           Size', 'What                                               Size'),
  );
  expect(err).toContain('/repos/c/target is left alone: git tracks it, or files in it');
});

test('with --verbose every file is named', () => {
  const { out } = said((r) => reportSurvey(survey, r, '/repos/a'), true);
  expect(out).toContain(`delete ${directory}/debug/deps/x\n`);
  expect(out).toContain(`merge  ${directory}/x with /repos/a/target/x\n`);
});

test('what was freed is what the file system says, beside what was expected', () => {
  expect(said((r) => reportReclaimed(done, survey, r)).err).toBe('       Freed 3.0 KiB as the file system says (3.0 KiB expected): 2 paths deleted, 1 file merged\n');
});

test('what worktrees give and the disk does not get back is said', () => {
  const budget = { findings: survey.findings, limit: 1024, before: 9216, after: 1024 };
  expect(said((r) => reportBudget(budget, survey.total, r)).err).toBe(
    '      Budget 1.0 KiB; all worktrees hold 9.0 KiB, and 1.0 KiB without this; the disk gets back 3.0 KiB: the rest is held by the store or another clone, too\n',
  );
  expect(said((r) => reportBudget({ ...budget, before: 4096 }, survey.total, r)).err).toBe('      Budget 1.0 KiB; all worktrees hold 4.0 KiB, and 1.0 KiB without this\n');
});

test('each kind of refusal is one line', () => {
  const problems = ['x', 'y', 'z'].map((name) => ({ code: 'EPERM', path: `/${name}`, message: '' }));
  const { err } = said((r) => reportReclaimed({ ...done, problems, busy: [directory] }, survey, r));
  expect(err).toContain(`warning: ${directory} is left alone: cargo is building there\n`);
  expect(err).toContain('warning: /x and 2 more paths: left as it was (EPERM)\n');
});

test('as a document', () => {
  expect(reclaimDocument(survey, undefined, { dryRun: true })).toMatchObject({
    schema: 1, command: 'reclaim', dryRun: true, total: { logical: 5120, physical: 3072 }, tracked: ['/repos/c/target'],
    findings: [{ kind: 'stale', reason: 'superseded', units: 2, paths: ['debug/deps/x', 'debug/deps/y'] }, { merges: [{ from: '/repos/a/target/x', to: [`${directory}/x`], way: 'link', size: 1024 }] }],
  });
  expect(reclaimDocument(survey, done, { dryRun: false })).toMatchObject({ removed: 2, merged: 1, freed: 3072, busy: [], problems: [] });
});
