import type { PackageFiles, Slot } from './model.ts';

/**
 * Why a unit is not saved, or not placed. A closed union: reporters word each case,
 * and `explain` shows the file, variable or string that it carries.
 */
export type Refusal = SaveRefusal | PlaceRefusal;

export type SaveRefusal =
  /** A file that cargo's fingerprint needs is not there: the build was interrupted, or the unit is stale. */
  | { readonly reason: 'incomplete'; readonly missing: string }
  /** A dependency that the fingerprint names is no longer stored: a newer build replaced it. */
  | { readonly reason: 'stale-dependency'; readonly dependency: string }
  /** A dependency was built after it: cargo would rebuild it. */
  | { readonly reason: 'older-than-dependency'; readonly dependency: string }
  | { readonly reason: 'unsupported-kind'; readonly kind: string }
  /** Its file names hold no unit hash (a path package's `dylib` or `cdylib`), and another build may have written the same files. */
  | { readonly reason: 'unhashed-output'; readonly file: string }
  | { readonly reason: 'unknown-source'; readonly file: string }
  /** A path package outside the workspace root: cargo hashes its absolute path. */
  | { readonly reason: 'outside-workspace'; readonly file: string }
  /** An input changed after the unit's build began. */
  | { readonly reason: 'edited-since'; readonly file: string }
  /** The build directory may be another worktree's as well, and the artifact does not say what it was made from. */
  | { readonly reason: 'unknown-builder'; readonly file: string }
  /** It was built elsewhere, and its files were copied here. */
  | { readonly reason: 'copied'; readonly file: string }
  /** It was built at another path: the directory, or its worktree, was moved since. */
  | { readonly reason: 'built-elsewhere'; readonly at: string }
  /** The artifact's own record of its sources does not hold this input's content. */
  | { readonly reason: 'digest-missing'; readonly file: string }
  | { readonly reason: 'input-missing'; readonly file: string }
  /** A compile-time variable's value holds the worktree's path. */
  | { readonly reason: 'env-path'; readonly variable: string; readonly value: string }
  /** The leak scan found the worktree's path in bytes that reach the program. */
  | { readonly reason: 'baked-path'; readonly file: string; readonly section: string; readonly text: string }
  /**
   * A proc macro of the repository's own looks at the worktree's path. It may bake a piece of it, or something
   * computed from it, that no scan can find.
   */
  | { readonly reason: 'macro-sees-path'; readonly evidence: string }
  /** A build script's output or generated file holds the worktree's path where it cannot be rewritten. */
  | { readonly reason: 'script-path'; readonly file: string; readonly text: string }
  /** The build script, or a macro, may read git, and HEAD or a tag has moved since it ran. */
  | { readonly reason: 'git-state-moved'; readonly evidence: string }
  /** The build script, or a macro, may read git, and its output or git itself tells of a dirty work tree. */
  | { readonly reason: 'git-dirty-mark'; readonly text: string }
  /** A macro may read the branch, or what else git calls this worktree: a compiled unit does not tell what it found. */
  | { readonly reason: 'macro-reads-branch'; readonly evidence: string }
  /** The build script watches or prints the donor's own git directory: in another worktree it would be another one. */
  | { readonly reason: 'names-git-directory'; readonly file: string }
  /** A file below the target directory that no dependency has made: no build would make it elsewhere. */
  | { readonly reason: 'input-in-target'; readonly file: string }
  /** A build script without rerun-if whose fingerprint holds a time that could not be computed again. */
  | { readonly reason: 'fingerprint-mtime'; readonly package: string }
  /** A file that was linked from the store has been edited in place (`strip`, `patchelf`, …). */
  | { readonly reason: 'changed-in-place'; readonly file: string }
  /** The store could not take it. */
  | { readonly reason: 'not-stored'; readonly message: string }
  | { readonly reason: 'dependency-refused'; readonly dependency: Slot; readonly package: string };

export type PlaceRefusal =
  | { readonly reason: 'not-in-lockfile'; readonly package: string }
  | { readonly reason: 'input-differs'; readonly file: string }
  | { readonly reason: 'input-missing'; readonly file: string }
  /** A file stands where the build that is stored had none: module resolution would see it. */
  | { readonly reason: 'input-added'; readonly file: string }
  | { readonly reason: 'package-files-differ'; readonly package: string; readonly because: PackageFiles }
  | { readonly reason: 'root-manifest-differs'; readonly file: string }
  | { readonly reason: 'other-commit'; readonly built: string; readonly here: string }
  | { readonly reason: 'other-branch'; readonly built: string; readonly here: string }
  | { readonly reason: 'other-tags' }
  /** A macro or build script may read git, and would see uncommitted changes here. */
  | { readonly reason: 'worktree-dirty' }
  /** What a macro or build script names in its text, or its invocation does. */
  | { readonly reason: 'named-path-differs'; readonly paths: readonly string[] }
  /** `[env]` of cargo's configuration gives a macro or build script another value for one of these. */
  | { readonly reason: 'config-env-differs'; readonly variables: readonly string[] | 'any' }
  /** The configuration makes a program of the repository compile, here or where it was built, and it is not the same. */
  | { readonly reason: 'own-compilers-differ'; readonly paths: readonly string[] }
  /** A build script without rerun-if whose fingerprint could not be computed again. */
  | { readonly reason: 'fingerprint-mtime'; readonly package: string }
  /** Its file names hold no unit hash, and another unit claims the same files. */
  | { readonly reason: 'unhashed-output'; readonly file: string }
  | { readonly reason: 'dependency-not-placed'; readonly dependency: Slot; readonly package: string }
  | { readonly reason: 'dependency-digest'; readonly dependency: Slot; readonly package: string }
  | { readonly reason: 'damaged'; readonly file: string };
