import type { Worktree } from '../git/worktrees.ts';
import { gitSync } from '../git/run-git.ts';
import { posix } from 'node:path';
import type { Failure } from '../system/failure.ts';
import { ok, type Result } from '../system/result.ts';
import { surveyWorktree, type WorktreeSurvey } from './survey.ts';

/** How many git processes run at once. */
const AT_ONCE = 8;

/** Looks at all worktrees. One that vanishes meanwhile is left out. */
export async function surveyAll(worktrees: readonly Worktree[]): Promise<Result<WorktreeSurvey[], Failure>> {
  const surveys: WorktreeSurvey[] = [];
  for (let at = 0; at < worktrees.length; at += AT_ONCE) {
    const batch = await Promise.all(worktrees.slice(at, at + AT_ONCE).map(surveyWorktree));
    for (const survey of batch) {
      if (survey.ok) surveys.push(survey.value);
      else if (survey.error.code !== 'worktree-vanished') return survey;
    }
  }
  return ok(surveys);
}

/** Whether any repository has this file in its index: links lead anywhere. */
export function isTrackedAnywhere(path: string): boolean {
  const asked = gitSync(posix.dirname(path), ['ls-files', '-z', '--', posix.basename(path)]);
  return asked.ok && asked.value.stdout.length > 0;
}
