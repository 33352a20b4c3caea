import { gitVersion, isTooOld, MINIMUM_GIT } from '../../../formats/git/run-git.ts';

export type GitFinding =
  | { readonly check: 'git'; readonly verdict: 'pass'; readonly finding: 'git-version'; readonly version: string }
  | { readonly check: 'git'; readonly verdict: 'fail'; readonly finding: 'git-too-old'; readonly version: string; readonly minimum: string }
  | { readonly check: 'git'; readonly verdict: 'fail'; readonly finding: 'git-unusable'; readonly message: string };

/** Whether git runs and is new enough. Needs no clone: without git there is none. */
export function checkGit(cwd: string): GitFinding[] {
  const version = gitVersion(cwd);
  if (!version.ok) return [{ check: 'git', verdict: 'fail', finding: 'git-unusable', message: version.error.message }];
  if (isTooOld(cwd)) {
    return [{ check: 'git', verdict: 'fail', finding: 'git-too-old', version: version.value, minimum: MINIMUM_GIT }];
  }
  return [{ check: 'git', verdict: 'pass', finding: 'git-version', version: version.value }];
}
