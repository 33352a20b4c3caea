import { placeFile } from '../../store/place/place-file.ts';
import type { IoProblem } from '../../system/attempt.ts';
import type { AbsolutePath } from '../../system/brand.ts';
import { dedupeFile, canDedupe } from '../../system/extents.ts';
import { freeBytes } from '../../system/free-space.ts';
import { lstat } from '../../system/fs.ts';
import { runSync } from '../../system/process.ts';
import { mergeKey } from './duplicates/find-duplicates.ts';
import { stampOf, type Finding, type Merge, type WithoutBytes } from './finding.ts';
import { lockDirectories } from './lock-directories.ts';
import { markOrphan, unmarkOrphan } from './orphaned/mark.ts';
import { plainPaths } from './plain-path.ts';
import { removeOutput } from './remove-output.ts';
import type { Source, Survey } from './survey.ts';

/** What came of a plan. */
export interface Reclaimed {
  /** Paths deleted, files merged. */
  readonly removed: number;
  readonly merged: number;
  /** Build directories in which cargo is building: nothing was done there. */
  readonly busy: readonly AbsolutePath[];
  readonly problems: readonly IoProblem[];
  /** How much more the file systems have free now, in bytes: whatever else happened on them meanwhile is in it. */
  readonly freed: number;
}

/**
 * Does what a survey found, directory by directory: takes cargo's locks, looks again, and does what is still right.
 * What a build has made whole, or taken up again, since the survey is not touched.
 */
export async function applySurvey(survey: Survey): Promise<Reclaimed> {
  const done = { removed: 0, merged: 0 };
  const busy = new Set<AbsolutePath>();
  const problems: IoProblem[] = [];
  const measure = measureFree(survey.findings);
  for (const source of survey.sources) {
    const planned = survey.findings.filter((finding) => finding.kind === source.kind && covers(source, finding));
    if (planned.length === 0) continue;
    const agreed = new Set(planned.flatMap(({ merges }) => merges.map(mergeKey)));
    // Of several directories those without a part in the plan need no lock.
    const directories = source.directories.filter(({ buildDirectory }) => planned.some((finding) => concerns(finding, buildDirectory)));
    const locked = await lockDirectories(directories, { nested: source.whole });
    locked.busy.forEach((directory) => busy.add(directory));
    problems.push(...locked.problems);
    try {
      for (const now of source.find({ busy: new Set([...locked.busy, ...locked.unusable]), except: new Set(), agreed })) {
        const before = planned.find((finding) => isSame(finding, now));
        if (before === undefined) continue;
        for (const problem of carryOut(before, now, done)) problems.push(problem);
      }
    } finally {
      locked.release();
    }
  }
  return { ...done, busy: [...busy], problems, freed: measure() };
}

function covers(source: Source, finding: Finding): boolean {
  return source.directories.some(({ buildDirectory }) => buildDirectory === finding.directory);
}

function isSame(planned: Finding, now: WithoutBytes): boolean {
  return planned.kind === now.kind && planned.directory === now.directory && JSON.stringify(planned.reason) === JSON.stringify(now.reason);
}

/** What was planned and is still found; the second look may also find more to delete, which nobody has agreed to. */
function carryOut(planned: Finding, now: WithoutBytes, done: { removed: number; merged: number }): IoProblem[] {
  const agreed = new Set(planned.paths);
  const isPlain = plainPaths(now.directory);
  const paths = now.paths.filter((path) => agreed.has(path) && isPlain(path));
  // With a count it is some units of a directory that others use.
  const gone = now.reason.reason === 'worktree-gone' && now.count === 0 ? now.reason.worktree : undefined;
  if (gone !== undefined) markOrphan(now.directory, gone);
  const { removed, problems } = removeOutput(now.directory, paths);
  if (gone !== undefined && problems.length === 0) unmarkOrphan(now.directory);
  done.removed += removed;
  for (const merge of now.merges) {
    const problem = carryOutMerge(merge);
    if (problem === undefined) {
      done.merged += 1;
      continue;
    }
    problems.push(problem);
    // Those that follow rely on the order of times that this one would have made.
    if (merge.way === 'link') break;
  }
  return problems;
}

function carryOutMerge(merge: Merge): IoProblem | undefined {
  const [first = ''] = merge.names;
  if (merge.way === 'extents') {
    return dedupeFile(merge.from, first) === merge.size ? undefined : notMerged(first);
  }
  for (const to of merge.names) {
    if (stampNow(merge.from) !== merge.stamps.from || stampNow(to) !== merge.stamps.to) return notMerged(to);
    const placed = placeFile({ from: merge.from, to, ways: ['link'], mtimeNs: lstat(merge.from)?.mtimeNs ?? 0n });
    if (!placed.ok) return placed.error;
  }
  return undefined;
}

function stampNow(path: string): string | undefined {
  const stat = lstat(path);
  return stat && stampOf(stat);
}

function notMerged(path: string): IoProblem {
  return { code: 'not-merged', path, message: 'The file has changed, or the file system does not merge it.' };
}

function concerns({ directory, merges }: Finding, buildDirectory: string): boolean {
  return directory === buildDirectory || merges.some(({ from }) => from.startsWith(`${buildDirectory}/`));
}

/** Notes how much is free where something will be freed; the answer is what has come to it by then. */
function measureFree(findings: readonly Finding[]): () => number {
  const directories = new Map(findings.flatMap(({ directory }) => {
    const dev = lstat(`${directory}/..`)?.dev;
    return dev === undefined ? [] : [[dev, directory.slice(0, directory.lastIndexOf('/')) || '/'] as const];
  }));
  const free = (): number => {
    let sum = 0;
    for (const directory of directories.values()) {
      // Such file systems give blocks back when a transaction ends.
      if (canDedupe(directory)) runSync('sync', ['-f', directory], { cwd: '/' });
      sum += freeBytes(directory);
    }
    return sum;
  };
  const before = free();
  return () => free() - before;
}
