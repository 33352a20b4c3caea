import type { StoreReference } from './common.ts';

export type GcStepDocument =
  | {
      readonly do: 'drop-unit';
      readonly key: string;
      readonly why: 'broken' | 'unlisted' | 'age' | 'size';
      /** Nanoseconds since 1970, in decimals; null where it is not known. */
      readonly usedNs: string | null;
      /** Whether a worktree that is there holds it. */
      readonly live: boolean;
      /** Bytes. */
      readonly frees: number;
    }
  | { readonly do: 'forget-clone'; readonly repository: string; readonly paths: readonly string[] }
  | { readonly do: 'forget-directory'; readonly buildDirectory: string; readonly paths: readonly string[] }
  | { readonly do: 'remove-leftover'; readonly path: string; readonly frees: number };

/** What `cargo share gc` did, or would do. */
export interface GcDocument {
  readonly schema: 1;
  readonly command: 'gc';
  readonly store: StoreReference;
  readonly steps: readonly GcStepDocument[];
  /** What follows is not there where there is no store yet. */
  readonly dryRun?: boolean;
  readonly limits?: { readonly maxBytes: number; readonly maxAgeSeconds: number };
  /** Bytes that only the store holds. */
  readonly held?: { readonly before: number; readonly after: number };
  readonly units?: { readonly before: number; readonly after: number };
  /** Not in a dry run: units dropped, bytes freed, units spared as they came into use, steps left undone. */
  readonly result?: { readonly dropped: number; readonly freed: number; readonly spared: number; readonly left: number };
}
