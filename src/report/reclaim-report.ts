import type { ReclaimDocument } from './documents/reclaim.ts';
import { relative } from 'node:path';
import type { Reclaimed } from '../commands/reclaim/apply.ts';
import type { BudgetPlan } from '../commands/reclaim/budget/plan.ts';
import type { Bytes, Finding, FindingReason } from '../commands/reclaim/finding.ts';
import type { Survey } from '../commands/reclaim/survey.ts';
import { unreachable } from '../system/unreachable.ts';
import { count, formatBytes } from './bytes.ts';
import type { Reporter } from './reporter.ts';

export function reclaimDocument(survey: Survey, reclaimed: Reclaimed | undefined, o: { readonly dryRun: boolean; readonly plan?: BudgetPlan | undefined }): ReclaimDocument {
  return {
    schema: 1,
    command: 'reclaim',
    dryRun: o.dryRun,
    findings: survey.findings.map(({ kind, reason, directory, worktree, count: number, paths, merges, bytes }) => ({
      kind,
      ...reason,
      // The worktree that is gone stands in the reason.
      ...(worktree !== undefined && { worktree }),
      directory,
      ...((kind === 'stale' || kind === 'budget') && { units: number }),
      ...(paths.length > 0 && { paths }),
      ...(merges.length > 0 && { merges: merges.map(({ from, names, way, size }) => ({ from, to: names, way, size })) }),
      bytes,
    })),
    total: survey.total,
    ...(o.plan !== undefined && { budget: { limit: o.plan.limit, before: o.plan.before, after: o.plan.after } }),
    tracked: survey.tracked,
    busy: [...new Set([...survey.busy, ...(reclaimed?.busy ?? [])])],
    ...(reclaimed !== undefined && {
      removed: reclaimed.removed,
      merged: reclaimed.merged,
      problems: reclaimed.problems,
      freed: reclaimed.freed,
    }),
  };
}

const HEAD = ['Kind', 'Where', 'What', 'Size', 'Frees'] as const;
const RIGHT = new Set([3, 4]);

/** The table; `Size` is what the files say they hold, `Frees` what the disk would really get back. */
export function reportSurvey(survey: Survey, reporter: Reporter, cwd: string): void {
  for (const directory of survey.tracked) reporter.warn(`${directory} is left alone: git tracks it, or files in it`);
  for (const directory of survey.busy) reporter.warn(`${directory} is left alone: cargo is building there`);
  if (survey.findings.length === 0) return;
  const rows: string[][] = survey.findings.map((finding) => [
    finding.kind,
    shortest(finding.directory, cwd),
    findingWords(finding),
    formatBytes(finding.bytes.logical),
    formatBytes(finding.bytes.physical),
  ]);
  rows.push(['total', '', '', formatBytes(survey.total.logical), formatBytes(survey.total.physical)]);
  const table = [[...HEAD], ...rows];
  const widths = HEAD.map((_, column) => Math.max(...table.map((cells) => cells[column]?.length ?? 0)));
  for (const cells of table) {
    const line = cells.map((cell, column) => (RIGHT.has(column) ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0)));
    reporter.result(line.join('  ').trimEnd());
  }
  if (!reporter.verbose) return;
  for (const { directory, paths, merges } of survey.findings) {
    for (const path of paths) reporter.result(`delete ${path === '' ? directory : `${directory}/${path}`}`);
    for (const { from, names } of merges) for (const name of names) reporter.result(`merge  ${name} with ${from}`);
  }
}

/** Whether the budget is kept, and why it cannot be where it is not. What the worktrees give is not what the disk gets back. */
export function reportBudget({ limit, before, after, findings }: BudgetPlan, total: Bytes, reporter: Reporter): void {
  const back = before - after > total.physical ? `; the disk gets back ${formatBytes(total.physical)}: the rest is held by the store or another clone, too` : '';
  reporter.status('Budget', `${formatBytes(limit)}; all worktrees hold ${formatBytes(before)}${findings.length === 0 ? '' : `, and ${formatBytes(after)} without this${back}`}`);
  if (after > limit) reporter.warn(`${formatBytes(after - limit)} above the budget stay: units of several worktrees, small ones, documentation, what cargo is building`);
}

export function reportReclaimed(reclaimed: Reclaimed, survey: Survey, reporter: Reporter): void {
  for (const directory of reclaimed.busy) reporter.warn(`${directory} is left alone: cargo is building there`);
  for (const [code, problems] of groupBy(reclaimed.problems, (problem) => problem.code)) {
    const [first] = problems;
    const more = problems.length > 1 ? ` and ${count(problems.length - 1, 'more path')}` : '';
    reporter.warn(`${first?.path ?? first?.message ?? 'something'}${more}: left as it was (${code})`);
  }
  const parts = [`${count(reclaimed.removed, 'path')} deleted`];
  if (reclaimed.merged > 0) parts.push(`${count(reclaimed.merged, 'file')} merged`);
  const measured = formatBytes(Math.max(0, reclaimed.freed));
  reporter.status('Freed', `${measured} as the file system says (${formatBytes(survey.total.physical)} expected): ${parts.join(', ')}`);
}

function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) groups.set(keyOf(item), [...(groups.get(keyOf(item)) ?? []), item]);
  return groups;
}

function shortest(path: string, cwd: string): string {
  const near = relative(cwd, path);
  return near !== '' && near.length < path.length ? near : path;
}

function findingWords({ reason, count: number, merges }: Finding): string {
  const units = number > 0 ? `${count(number, 'unit')} ` : '';
  return merges.length > 0 ? `${count(merges.length, 'file')} that another worktree has as well` : `${units}${reasonWords(reason)}`;
}

export function reasonWords(reason: FindingReason): string {
  switch (reason.reason) {
    case 'incomplete':
      return 'left incomplete';
    case 'superseded':
      return 'built on units that were rebuilt since';
    case 'not-in-lockfile':
      return 'of package versions in no Cargo.lock';
    case 'compiler-gone':
      return 'of a compiler that is not installed';
    case 'no-unit':
      return 'outputs that belong to no unit';
    case 'objects-superseded':
      return 'debug information of programs that were linked anew since';
    case 'incremental-no-crate':
      return 'incremental state of crates that are gone';
    case 'incremental-unused':
      return `incremental state unused for ${reason.days} days`;
    case 'worktree-gone':
      return `built by ${reason.worktree}, which is gone`;
    case 'target-directory-elsewhere':
      return `${reason.file} makes cargo build in ${reason.now}`;
    case 'build-directory-elsewhere':
      return `intermediate files; ${reason.file} puts them in ${reason.now}`;
    case 'same-bytes':
      return 'that another worktree has as well';
    case 'incremental':
      return 'incremental state: the next edit of each crate compiles it whole';
    case 'stored':
      return 'that `cargo share warm` brings back before the next build';
    case 'only-here':
      return 'that the next build compiles';
    default:
      return unreachable(reason);
  }
}
