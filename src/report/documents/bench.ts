/** What `cargo share bench` measured. Times in seconds, sizes in bytes. */
export interface BenchDocument {
  readonly schema: 1;
  readonly command: 'bench';
  readonly commit: string;
  /** The cargo workspace, relative to the worktree; empty at its root. */
  readonly workspace: string;
  /** Arguments of cargo. */
  readonly cargo: readonly string[];
  readonly fromNothing: { readonly seconds: number; readonly compiled: number };
  /** Saving what that built, which else happens in the background. */
  readonly save: number;
  /** Fresh worktrees, one after the other. `idle`: a further build, with nothing to do. */
  readonly fresh: readonly { readonly add: number; readonly warm: number; readonly build: number; readonly compiled: number; readonly idle: number }[];
  readonly disk: {
    readonly fromNothing: number;
    readonly eachFresh: number;
    readonly logical: number;
    /** Files may share blocks that are counted for each: the figures are upper bounds then. */
    readonly atMost: boolean;
  };
}

/** What `cargo share bench --dry-run` would measure. */
export interface BenchPlanDocument {
  readonly schema: 1;
  readonly command: 'bench';
  readonly dryRun: true;
  readonly worktree: string;
  readonly commit: string;
  readonly cargo: readonly string[];
  readonly rounds: number;
}
