import type { BackupsFinding } from './checks/backups.ts';
import type { CargoFinding } from './checks/cargo.ts';
import type { ClockFinding } from './checks/clock.ts';
import type { ConfigFinding } from './checks/config.ts';
import type { GitFinding } from './checks/git.ts';
import type { HooksFinding } from './checks/hooks.ts';
import type { LayoutFinding } from './checks/layout.ts';
import type { LinkerFinding } from './checks/linker.ts';
import type { LocksFinding } from './checks/locks.ts';
import type { LogFinding } from './checks/log.ts';
import type { NamesFinding } from './checks/names.ts';
import type { OwnersFinding } from './checks/owners.ts';
import type { PlacementFinding } from './checks/placement.ts';
import type { SharedModeFinding } from './checks/shared-mode.ts';
import type { SpaceFinding } from './checks/space.ts';
import type { StaleTargetFinding } from './checks/stale-target.ts';
import type { StoreFinding } from './checks/store.ts';
import type { TrackedFinding } from './checks/tracked.ts';
import type { UnitsFinding } from './checks/units.ts';
import type { WorktreesFinding } from './checks/worktrees.ts';
import type { WrappersFinding } from './checks/wrappers.ts';

/**
 * What a check found: `check` is its name, `verdict` how bad it is, `finding` a stable code that is unique among all
 * checks, and the rest what it is about. `warn`: works, but less well. `fail`: something is broken or wrong.
 */
export type Finding =
  | BackupsFinding
  | CargoFinding
  | ClockFinding
  | ConfigFinding
  | GitFinding
  | HooksFinding
  | LayoutFinding
  | LinkerFinding
  | LocksFinding
  | LogFinding
  | NamesFinding
  | OwnersFinding
  | PlacementFinding
  | SharedModeFinding
  | SpaceFinding
  | StaleTargetFinding
  | StoreFinding
  | TrackedFinding
  | UnitsFinding
  | WorktreesFinding
  | WrappersFinding;

export type Verdict = Finding['verdict'];
