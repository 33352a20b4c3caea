import { openClone } from '../../engine/clone/clone.ts';
import type { Failure } from '../../system/failure.ts';
import { err, ok, type Result } from '../../system/result.ts';
import { applyFix, fixesOf } from './apply-fix.ts';
import { checkGit } from './checks/git.ts';
import { examine } from './examine.ts';
import type { Finding } from './finding.ts';
import type { Fix } from './fix.ts';
import { gatherSite, type Site, type SiteRequest } from './site.ts';

export interface DoctorRequest extends Omit<SiteRequest, 'clone'> {
  /** `show`: what would be mended is told. */
  readonly fix: 'no' | 'show' | 'yes';
}

export interface Diagnosis {
  /** How things are now: after the mends, where any were made. */
  readonly findings: readonly Finding[];
  readonly fixes: readonly FixDone[];
}

export interface FixDone {
  readonly fix: Fix;
  /** `offered`: a dry run. */
  readonly outcome: 'done' | 'offered' | Failure;
}

/** Examines the machine and the clone, mends what is safe to mend when asked, and then looks again. */
export async function diagnose(request: DoctorRequest): Promise<Result<Diagnosis, Failure>> {
  const git = checkGit(request.cwd, request.env);
  if (git.some(({ verdict }) => verdict === 'fail')) return ok({ findings: git, fixes: [] });
  const site = await openSite(request);
  if (!site.ok) return site;
  const findings = [...git, ...(await examine(site.value))];
  const offered = request.fix === 'no' ? [] : fixesOf(findings);
  if (offered.length === 0) return ok({ findings, fixes: [] });
  if (request.fix === 'show') return ok({ findings, fixes: offered.map((fix) => ({ fix, outcome: 'offered' })) });
  const fixes = offered.map((fix): FixDone => {
    const done = applyFix(fix, site.value);
    return { fix, outcome: done.ok ? 'done' : done.error };
  });
  const after = await openSite(request);
  return after.ok ? ok({ findings: [...git, ...(await examine(after.value))], fixes }) : err(after.error);
}

async function openSite(request: DoctorRequest): Promise<Result<Site, Failure>> {
  const clone = await openClone({ cwd: request.cwd, env: request.env, flags: {} });
  return clone.ok ? ok(await gatherSite({ ...request, clone: clone.value })) : clone;
}
