/** The documents that `--json` prints, as the tests rely on them. */

export interface RefusalDocument {
  readonly slot: string;
  readonly package: string;
  readonly reason: string;
  readonly [field: string]: unknown;
}

interface SavedDirectory {
  /** Relative to the worktree's root. */
  readonly workspace: string;
  readonly subdirectory: string;
  readonly buildDirectory: string;
  readonly skipped?: 'busy' | 'tracked';
  readonly units: number;
  readonly saved: number;
  readonly known: number;
  readonly refused: number;
  readonly refusals: readonly RefusalDocument[];
}

export interface SaveDocument {
  readonly schema: 1;
  readonly command: 'save';
  readonly store: { readonly path: string };
  readonly worktree: string;
  readonly directories: readonly SavedDirectory[];
}

interface WarmedDirectory {
  readonly workspace: string;
  readonly subdirectory: string;
  readonly buildDirectory: string;
  readonly placed: number;
  readonly kept: number;
  readonly replaced: number;
  readonly invalidated: number;
  readonly refusals: readonly RefusalDocument[];
}

export interface WarmDocument {
  readonly schema: 1;
  readonly command: 'warm';
  readonly store: { readonly path: string };
  readonly worktree: string;
  readonly saves: readonly SaveDocument[];
  readonly directories: readonly WarmedDirectory[];
  readonly bytes: { readonly linked: number; readonly copied: number; readonly reflinked: number };
  readonly notes: readonly { readonly code: string; readonly [field: string]: unknown }[];
  readonly incremental?: readonly { readonly package: string; readonly state: string; readonly why: string }[];
}

export interface StatusDocument {
  readonly schema: 1;
  readonly command: 'status';
  readonly mode: string | null;
  readonly movedHooks: { readonly file: string; readonly directory: string } | null;
  readonly store: { readonly path: string; readonly units: number; readonly logical: number; readonly physical: number };
  readonly shared: readonly { readonly path: string; readonly worktrees: readonly string[]; readonly units: { readonly total: number } }[];
  readonly worktrees: readonly {
    readonly path: string;
    readonly branch: string | null;
    readonly commit: string | null;
    readonly main: boolean;
    readonly units: { readonly total: number; readonly shared: number; readonly own: number; readonly refused: number };
    readonly bytes: { readonly logical: number; readonly physical: number; readonly exclusive: number };
    readonly nextBuild: { readonly ready: number; readonly warmable: number | null } | null;
  }[];
}

export interface ErrorDocument {
  readonly schema: 1;
  readonly command: string;
  readonly error: { readonly code: string; readonly message: string; readonly path?: string; readonly hint?: string };
}

export interface ExplainDocument {
  readonly schema: 1;
  readonly command: 'explain';
  readonly workspaces: readonly {
    readonly units: readonly {
      readonly package: string;
      readonly version: string;
      readonly kind: string | null;
      readonly target: string | null;
      readonly unitHash: string | null;
      readonly state: 'fresh' | 'placeable' | 'build';
    }[];
    readonly culprits: readonly { readonly package: string; readonly why: string; readonly hint: string | null; readonly cost: number }[];
    readonly freshPackages: readonly string[];
    readonly builtPackages: readonly string[];
    readonly unusedIncremental: readonly { readonly crate: string }[];
  }[];
  readonly unshared: readonly { readonly package: string; readonly cost: number; readonly refusal: { readonly reason: string } }[];
}

export interface WhichDocument {
  readonly schema: 1;
  readonly command: 'which';
  readonly current: 'yes' | 'no' | 'unknown';
  readonly evidence: Readonly<Record<string, number>>;
  readonly findings: readonly { readonly verdict: 'no' | 'unknown'; readonly evidence: string; readonly because: { readonly reason: string } }[];
  readonly error?: ErrorDocument['error'];
}
