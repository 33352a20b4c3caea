/** What shared mode does to a clone, beside what every mode does; in the order in which it is done. */
export type SharedStep =
  /** The one build directory; tagged as cargo tags it, and ignored by git through a file of its own. */
  | { readonly action: 'make-build-directory'; readonly path: string }
  /** Only where nothing was built in it. */
  | { readonly action: 'remove-build-directory'; readonly path: string }
  /** `expected` is what the file holds now; null: it is not there. */
  | {
      readonly action: 'edit-cargo-config';
      readonly path: string;
      readonly expected: Buffer | null;
      readonly bytes: Buffer;
    }
  /** For a file that held nothing but ours. */
  | { readonly action: 'remove-cargo-config'; readonly path: string; readonly expected: Buffer }
  | { readonly action: 'write-wrapper'; readonly path: string; readonly bytes: Buffer }
  | { readonly action: 'remove-wrapper'; readonly path: string }
  /** `bytes` null: the file was made for our patterns and goes. */
  | { readonly action: 'write-excludes'; readonly path: string; readonly expected: Buffer | null; readonly bytes: Buffer | null }
  /** A target directory, put elsewhere or brought back by one rename. */
  | { readonly action: 'move-target'; readonly from: string; readonly to: string }
  /** Holds final artifacts alone; in the way of a target directory or link that comes back. */
  | { readonly action: 'remove-finals'; readonly path: string }
  | { readonly action: 'link-target'; readonly path: string; readonly target: string }
  | { readonly action: 'unlink-target'; readonly path: string; readonly target: string };

/** What a person has to know of shared mode in this clone. */
export type SharedNote =
  /** This workspace builds apart from the others, as before. */
  | { readonly note: 'left-out'; readonly path: string; readonly why: LeftOutReason; readonly file: string }
  /** What the mode does not cover, always. */
  | { readonly note: 'clippy-collides' }
  /** Crates inside the workspace's root that are no members: cargo gives them one hash in all worktrees. */
  | { readonly note: 'uncovered-crates'; readonly file: string; readonly crates: readonly string[] }
  /** The dangers of one target directory that no setting takes away. */
  | { readonly note: 'target-dir-hazards'; readonly path: string; readonly why: 'asked' | 'cargo-too-old' }
  | { readonly note: 'environment-overrides'; readonly variable: string; readonly value: string }
  /** A hand-made recipe that has been taken over. */
  | { readonly note: 'recipe-migrated'; readonly file: string; readonly directory: string; readonly to: 'shared' | 'linked' }
  /** Build output that is kept for the way back. */
  | { readonly note: 'output-kept'; readonly paths: readonly string[] }
  | { readonly note: 'target-not-moved'; readonly path: string; readonly why: 'busy' | 'both-there' | 'not-cargos' };

export type LeftOutReason =
  /** Git tracks the cargo configuration: an edit would be in the next commit. */
  | 'config-tracked'
  /** cargo gives the files of `dylib` and `cdylib` crates no hash: two worktrees would overwrite one another's. */
  | 'unhashed-library'
  /** The configuration cannot be edited for sure. */
  | 'config-unclear'
  /** Another tool wraps the compiler already. */
  | 'wrapper-taken'
  /** One file, through links, for several worktrees. */
  | 'config-linked';
