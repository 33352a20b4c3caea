import type { EvidenceDocument } from './common.ts';

/** What a worktree holds and shares. */
export interface StatusWorktree {
  readonly path: string;
  /** Null where HEAD is detached. */
  readonly branch: string | null;
  /** Null before the first commit. */
  readonly commit: string | null;
  readonly main: boolean;
  /** `shared`: in the store. `refused`: looked at, and left to cargo. `own`: all that are not shared. */
  readonly units: { readonly total: number; readonly shared: number; readonly own: number; readonly refused: number };
  /** Of its build directories: `physical` on the disk, `exclusive` what deleting them would free. */
  readonly bytes: { readonly logical: number; readonly physical: number; readonly exclusive: number };
  /** How cargo organises its build directories; both after an upgrade of cargo, none before the first build. */
  readonly layouts: readonly ('legacy' | 'unit-dirs')[];
  /** When cargo last built a unit there, in milliseconds since 1970; null where it never has. */
  readonly lastBuildMs: number | null;
  /**
   * What the next build finds, as far as the store knows. `ready`: stored units that stand there and are fresh by the
   * times of files. `warmable`: units that `warm` would bring before it; null where that cannot be told. Units that are
   * not in the store are in neither: cargo judges them. Null where several worktrees build in one directory, and in
   * shared mode.
   */
  readonly nextBuild: { readonly ready: number; readonly warmable: number | null } | null;
  /** By what it is known what the shared units were made from, and how many were `left`. */
  readonly evidence: EvidenceDocument;
  /** How many units are left to cargo for each reason, the most frequent first. */
  readonly refusals: readonly { readonly reason: string; readonly units: number }[];
}

export interface SharedDirectory extends Pick<StatusWorktree, 'units' | 'bytes' | 'layouts' | 'lastBuildMs' | 'evidence' | 'refusals'> {
  readonly path: string;
  readonly worktrees: readonly string[];
}

/** What `cargo share status` shows. */
export interface StatusDocument {
  readonly schema: 1;
  readonly command: 'status';
  /** Null: `init` has not been run. */
  readonly mode: string | null;
  /** Since `init`, `core.hooksPath` names another directory, or the hook was written anew (`file` is in `directory`): git runs no hook of this tool. Null: it does, or there is none. */
  readonly movedHooks: { readonly file: string; readonly directory: string } | null;
  readonly store: {
    readonly path: string;
    readonly units: number;
    readonly logical: number;
    readonly physical: number;
    /** How many bytes the store alone may hold before `gc` drops units; null where nothing was ever saved. */
    readonly limit: number | null;
  };
  /** Build directories that several worktrees build in: what is there is not counted in each of them. */
  readonly shared: readonly SharedDirectory[];
  readonly worktrees: readonly StatusWorktree[];
}
