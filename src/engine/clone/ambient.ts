import type { PlacementSettings } from '../../store/place/policy.ts';
import type { Store } from '../../store/open.ts';
import type { AbsolutePath } from '../../system/brand.ts';
import type { Stopping } from '../../system/interruption.ts';
import type { Declarations } from '../workspaces/declarations.ts';

/** What one run of this tool works with: made once, at its top, and handed down whole. */
export interface Ambient {
  /** The clone's common git directory: names the clone in the store. */
  readonly repository: AbsolutePath;
  readonly store: Store;
  readonly settings: SharingSettings;
  readonly env: NodeJS.ProcessEnv;
  /** The worktree in which the shell stands that {@link env} is of: what it says of builds holds there alone. Null: in none. */
  readonly shellOf: AbsolutePath | null;
  /** False in git hooks: the cargo that a directory chooses may be a stranger's. */
  readonly mayRunCargo: boolean;
  readonly dryRun: boolean;
  /** Ends the work between two units; what was done by then stays. */
  readonly signal?: Stopping | undefined;
}

/** Of a clone's settings, what saving and warming go by. */
export interface SharingSettings extends PlacementSettings {
  /** Whether a fresh worktree gets the donor's `Cargo.lock` where git ignores it. */
  readonly copyLockfile: boolean;
  readonly declared: Declarations;
  /** `shared`: worktrees build in one directory on purpose; only units of no worktree's own are placed there. */
  readonly mode: 'linked' | 'shared';
}

/** What is needed where directories and environment are known. */
export type Work = Pick<Ambient, 'store' | 'dryRun' | 'signal'> & { readonly settings: PlacementSettings };
