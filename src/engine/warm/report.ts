import type { AbsolutePath } from '../../system/brand.ts';
import type { Failure } from '../../system/failure.ts';
import type { Tally } from '../../store/place/tally.ts';
import type { PlaceRefusal } from '../../units/refusal.ts';
import type { Manifest, Slot } from '../../units/model.ts';
import type { WorktreeSave } from '../save/report.ts';

/** What a warm did with one build directory. */
export interface DirectoryWarm {
  readonly workspace: string;
  readonly subdirectory: string;
  readonly buildDirectory: AbsolutePath;
  /** Units placed where none stood. */
  readonly placed: number;
  /** Units placed over ones whose inputs no longer match, or whose times cargo would not accept. */
  readonly replaced: number;
  /** The slots of both. */
  readonly placing: readonly Slot[];
  /** How long the clock went on while the placed and replaced units were compiled where they were built, in milliseconds. */
  readonly compilerMs: number;
  /** Units that were right already. */
  readonly kept: number;
  /** Those. */
  readonly keeping: readonly Slot[];
  /** The stored units of all of these. */
  readonly using: readonly Manifest[];
  /** Units that cargo will build again because what they stand on changed. */
  readonly invalidated: number;
  readonly refusals: readonly { readonly slot: Slot; readonly package: string; readonly refusal: PlaceRefusal }[];
}

/** Something that a person should know; each is worded by the reporter. */
export type WarmNote =
  | { readonly code: 'lockfile-copied'; readonly path: string; readonly from: AbsolutePath }
  /** One of the two worktrees lies inside the other and has its lists as well. */
  | { readonly code: 'config-joined'; readonly file: string; readonly keys: readonly string[]; readonly donor: AbsolutePath }
  | { readonly code: 'config-differs'; readonly file: string; readonly keys: readonly string[]; readonly donor: AbsolutePath }
  /** Submodules without files, of which something that is stored was compiled. */
  | { readonly code: 'submodules-empty'; readonly paths: readonly string[] }
  | { readonly code: 'target-directory-shared'; readonly path: AbsolutePath; readonly with: AbsolutePath }
  /** `goesOn`: a process of its own places them, under cargo's locks. */
  | { readonly code: 'out-of-time'; readonly left: number; readonly goesOn: boolean }
  /** Packages whose build scripts read something else here, and were run: what they made is what is stored. */
  | { readonly code: 'ran-again'; readonly packages: readonly string[] }
  | { readonly code: 'not-written'; readonly failure: Failure }
  | { readonly code: 'save-failed'; readonly failure: Failure };

export interface WorktreeWarm {
  readonly worktree: AbsolutePath;
  /** What was saved first, from this worktree and its siblings. */
  readonly saves: readonly WorktreeSave[];
  readonly directories: readonly DirectoryWarm[];
  readonly bytes: Tally;
  readonly notes: readonly WarmNote[];
  readonly failure: Failure | undefined;
}
