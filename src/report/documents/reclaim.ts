interface Bytes {
  /** What the files say they hold. */
  readonly logical: number;
  /** What the disk would really get back. */
  readonly physical: number;
}

/** Build output of one directory that can be given back. The further fields depend on the reason. */
export interface ReclaimFinding {
  readonly kind: 'stale' | 'orphaned' | 'shadowed' | 'duplicate' | 'budget';
  /** See docs/reclaim.md. More may come. */
  readonly reason: string;
  readonly worktree?: string;
  readonly directory: string;
  /** Of `stale` and `budget`: how many units. */
  readonly units?: number;
  /** What is deleted, relative to the directory. */
  readonly paths?: readonly string[];
  /** Of `duplicate`: files that become others'. */
  readonly merges?: readonly { readonly from: string; readonly to: readonly string[]; readonly way: 'link' | 'extents'; readonly size: number }[];
  readonly bytes: Bytes;
  readonly [field: string]: unknown;
}

/** What `cargo share reclaim` found, and what it did about it. */
export interface ReclaimDocument {
  readonly schema: 1;
  readonly command: 'reclaim';
  readonly dryRun: boolean;
  readonly findings: readonly ReclaimFinding[];
  /** Of all together: what several name counts once. */
  readonly total: Bytes;
  /** With `--budget`, in bytes: what the build directories of all worktrees may hold, what they hold, and what is left if all goes as found. */
  readonly budget?: { readonly limit: number; readonly before: number; readonly after: number };
  /** Directories that are left alone, as git tracks files in them. */
  readonly tracked: readonly string[];
  /** The rest is there where something was done. */
  readonly removed?: number;
  readonly merged?: number;
  /** Build directories in which cargo is building: nothing was done there. */
  readonly busy?: readonly string[];
  readonly problems?: readonly { readonly code: string; readonly path?: string | undefined; readonly message: string }[];
  /** Bytes that the file systems have free now and had not before. */
  readonly freed?: number;
}
