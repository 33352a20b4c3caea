import { developerDirectories } from '../../../engine/contents/apple-sdk.ts';
import { gitVersion, isTooOld, MINIMUM_GIT } from '../../../formats/git/run-git.ts';
import { findProgram } from '../../../system/find-program.ts';
import { stat } from '../../../system/fs.ts';
import { PLATFORM } from '../../../system/platform.ts';

export type GitFinding =
  | { readonly check: 'git'; readonly verdict: 'pass'; readonly finding: 'git-version'; readonly version: string }
  | { readonly check: 'git'; readonly verdict: 'fail'; readonly finding: 'git-too-old'; readonly version: string; readonly minimum: string }
  /** On macOS: it was not started, as it would open a window. */
  | { readonly check: 'git'; readonly verdict: 'fail'; readonly finding: 'git-needs-tools'; readonly program: string }
  | { readonly check: 'git'; readonly verdict: 'fail'; readonly finding: 'git-unusable'; readonly message: string };

/** Whether git runs and is new enough. Needs no clone: without git there is none. `top` stands for `/` in tests. */
export function checkGit(cwd: string, env: NodeJS.ProcessEnv, { gitStandIn } = PLATFORM, top = ''): GitFinding[] {
  const isStandIn = gitStandIn !== undefined && findProgram('git', { cwd, path: env['PATH'] }) === gitStandIn;
  if (isStandIn && developerDirectories(env, top).every((path) => stat(path) === undefined)) {
    return [{ check: 'git', verdict: 'fail', finding: 'git-needs-tools', program: gitStandIn }];
  }
  const version = gitVersion(cwd);
  if (!version.ok) return [{ check: 'git', verdict: 'fail', finding: 'git-unusable', message: version.error.message }];
  if (isTooOld(cwd)) {
    return [{ check: 'git', verdict: 'fail', finding: 'git-too-old', version: version.value, minimum: MINIMUM_GIT }];
  }
  return [{ check: 'git', verdict: 'pass', finding: 'git-version', version: version.value }];
}
