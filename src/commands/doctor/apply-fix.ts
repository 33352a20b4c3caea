import { gitFailure, gitSync } from '../../formats/git/run-git.ts';
import { configFile } from '../../formats/git/config.ts';
import { applyInit } from '../init/apply.ts';
import { gatherFacts } from '../init/facts.ts';
import { attempt } from '../../system/attempt.ts';
import type { Failure } from '../../system/failure.ts';
import { WRITABLE_BY_OTHERS } from '../../system/foreign.ts';
import { removeModeBits } from '../../system/mode.ts';
import { err, ok, type Result } from '../../system/result.ts';
import { unreachable } from '../../system/unreachable.ts';
import { hooksPlan } from './checks/hooks.ts';
import type { Finding } from './finding.ts';
import type { Fix } from './fix.ts';
import type { Site } from './site.ts';

/** The mends that findings offer, each once. */
export function fixesOf(findings: readonly Finding[]): Fix[] {
  const fixes = findings.flatMap((finding) => ('fix' in finding && finding.fix !== undefined ? [finding.fix] : []));
  return [...new Map(fixes.map((fix) => [JSON.stringify(fix), fix])).values()];
}

/** Makes one mend. */
export function applyFix(fix: Fix, site: Site): Result<void, Failure> {
  switch (fix.action) {
    case 'renew-hooks': {
      const facts = gatherFacts(site.clone.repository, site.clone.worktrees);
      return facts.ok ? applyInit(facts.value, hooksPlan(facts.value, site)) : facts;
    }
    case 'close-store': {
      const closed = attempt(() => removeModeBits(fix.path, WRITABLE_BY_OTHERS));
      if (closed.ok) return closed;
      return err({ code: 'io', message: `The store's permissions cannot be changed (${closed.error.code}).`, path: fix.path });
    }
    case 'copy-executables': {
      const { repository } = site.clone;
      const set = gitSync(repository.commonDirectory, ['config', '--file', configFile(repository), 'share.executables', 'copy']);
      return set.ok ? ok(undefined) : err(gitFailure(set.error, repository.commonDirectory));
    }
    default:
      return unreachable(fix);
  }
}
