/** Why a push is refused; undefined: it is not. */
export interface PushRefusal {
  /** Which system said so. */
  readonly ci: string;
  readonly why: string;
}

/**
 * Whether this may be pushed. What a pull request builds is anybody's code, and what it pushes would run on every reader:
 * in CI only a push to a protected branch counts. The variables are those that GitHub, GitLab and others document; a CI
 * system that says nothing of branches counts as unprotected. Pure.
 */
export function pushRefusal(env: NodeJS.ProcessEnv): PushRefusal | undefined {
  if (env['GITHUB_ACTIONS'] === 'true') {
    if (env['GITHUB_EVENT_NAME'] !== 'push') return { ci: 'GitHub Actions', why: `the event is ${env['GITHUB_EVENT_NAME'] ?? 'unknown'}, not a push` };
    return env['GITHUB_REF_PROTECTED'] === 'true' && env['GITHUB_REF_TYPE'] === 'branch' ? undefined : { ci: 'GitHub Actions', why: `${env['GITHUB_REF'] ?? 'the ref'} is no protected branch` };
  }
  if (env['GITLAB_CI'] === 'true') {
    if (env['CI_PIPELINE_SOURCE'] !== 'push') return { ci: 'GitLab CI', why: `the pipeline comes from ${env['CI_PIPELINE_SOURCE'] ?? 'somewhere'}, not from a push` };
    return env['CI_COMMIT_REF_PROTECTED'] === 'true' && (env['CI_COMMIT_BRANCH'] ?? '') !== '' ? undefined : { ci: 'GitLab CI', why: 'the branch is not protected' };
  }
  const ci = env['CI'];
  return ci === undefined || ci === '' || ci === 'false' || ci === '0' ? undefined : { ci: 'CI', why: 'it does not say that this is a push to a protected branch' };
}
