import type { StoreReference } from './common.ts';
import type { SaveDocument } from './save.ts';
import type { WarmDocument } from './warm.ts';

/** One thing that is done to the clone. The further fields depend on the action. More actions may come. */
export interface SetupStepDocument {
  readonly action: string;
  readonly [field: string]: unknown;
}

/** What a person has to know or do, as the tool will not. More notes may come. */
export interface SetupNoteDocument {
  readonly note: string;
  readonly [field: string]: unknown;
}

/** What `cargo share init` did, or would do. */
export interface InitDocument {
  readonly schema: 1;
  readonly command: 'init';
  readonly steps: readonly SetupStepDocument[];
  readonly notes: readonly SetupNoteDocument[];
  readonly dryRun?: boolean;
  /** What the clone is in now; not in a dry run. */
  readonly mode?: string;
  readonly store?: StoreReference;
  /** What the worktrees had built, saved. Not in a dry run. */
  readonly saves?: readonly SaveDocument[];
  /** Where worktrees build in another directory from now on: what was brought there. */
  readonly warms?: readonly WarmDocument[];
}

/** What `cargo share deinit` did, or would do. */
export interface DeinitDocument {
  readonly schema: 1;
  readonly command: 'deinit';
  readonly steps: readonly SetupStepDocument[];
  readonly notes: readonly SetupNoteDocument[];
  readonly dryRun: boolean;
}
