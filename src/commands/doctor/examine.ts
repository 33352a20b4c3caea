import { checkBackups } from './checks/backups.ts';
import { checkCargo } from './checks/cargo.ts';
import { checkClock } from './checks/clock.ts';
import { checkConfig } from './checks/config.ts';
import { checkHooks } from './checks/hooks.ts';
import { checkLayout } from './checks/layout.ts';
import { checkLinker } from './checks/linker.ts';
import { checkLocks } from './checks/locks.ts';
import { checkLog } from './checks/log.ts';
import { checkNames } from './checks/names.ts';
import { checkOwners } from './checks/owners.ts';
import { checkPlacement } from './checks/placement.ts';
import { checkSharedMode } from './checks/shared-mode.ts';
import { checkSpace } from './checks/space.ts';
import { checkStaleTarget } from './checks/stale-target.ts';
import { checkStore } from './checks/store.ts';
import { checkTracked } from './checks/tracked.ts';
import { checkUnits } from './checks/units.ts';
import { checkWorktrees } from './checks/worktrees.ts';
import { checkWrappers } from './checks/wrappers.ts';
import type { Finding } from './finding.ts';
import type { Site } from './site.ts';

/** Looks at one thing and changes nothing. A check that does not apply finds nothing. */
type Check = (site: Site) => readonly Finding[] | Promise<readonly Finding[]>;

/** In the order in which they are shown: the machine, the clone, its builds. */
const CHECKS: readonly Check[] = [
  checkCargo,
  checkWorktrees,
  checkHooks,
  checkStore,
  checkPlacement,
  checkLocks,
  checkClock,
  (site) => checkBackups(site),
  checkNames,
  checkSpace,
  checkConfig,
  checkSharedMode,
  checkStaleTarget,
  checkWrappers,
  checkLinker,
  checkLayout,
  checkTracked,
  checkOwners,
  checkUnits,
  checkLog,
];

export async function examine(site: Site): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const check of CHECKS) findings.push(...(await check(site)));
  return findings;
}
