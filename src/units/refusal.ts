import type { Slot } from './model.ts';
import type { Observation } from './observation.ts';

/**
 * Why a unit is not saved, or not placed. A closed union: reporters word each case,
 * and `explain` shows the file, variable or string that it carries.
 */
export type Refusal = SaveRefusal | PlaceRefusal;

/** What a build script printed. */
export interface WatchedLine {
  /** As cargo has stored it. */
  readonly line: string;
  /** The script's source, relative to the worktree. */
  readonly script: string;
}

export type SaveRefusal =
  /** A file that cargo's fingerprint needs is not there: the build was interrupted, or the unit is stale. */
  | { readonly reason: 'incomplete'; readonly missing: string }
  /** This user may not read it: somebody else has built there. */
  | { readonly reason: 'unreadable'; readonly file: string }
  /** A dependency that the fingerprint names is no longer stored: a newer build replaced it. */
  | { readonly reason: 'stale-dependency'; readonly dependency: string }
  /** A dependency was built after it: cargo would rebuild it. */
  | { readonly reason: 'older-than-dependency'; readonly dependency: string }
  | { readonly reason: 'unsupported-kind'; readonly kind: string }
  /** Its file names hold no unit hash (a path package's `dylib` or `cdylib`), and another build may have written the same files. */
  | { readonly reason: 'unhashed-output'; readonly file: string }
  | { readonly reason: 'unknown-source'; readonly file: string }
  /** A path package of the machine's, whose script or macros may ask for anything. */
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
  /** `watched`: a build script has told cargo to watch it, so cargo runs it at every build. */
  | { readonly reason: 'input-missing'; readonly file: string; readonly watched?: WatchedLine }
  /** A compile-time variable's value holds the worktree's path. */
  | { readonly reason: 'env-path'; readonly variable: string; readonly value: string }
  /** The leak scan found the worktree's path in bytes that reach the program. */
  | { readonly reason: 'baked-path'; readonly file: string; readonly section: string; readonly text: string }
  /** It names files of the donor's that its debug information is in, and they cannot be had elsewhere. */
  | { readonly reason: 'debug-objects'; readonly file: string; readonly object: string }
  /** A build script's output or generated file holds the worktree's path where it cannot be rewritten. */
  | { readonly reason: 'script-path'; readonly file: string; readonly text: string }
  /** Its build script, or a macro, was observed, and what it does cannot be had elsewhere: {@link LeftBecause}. */
  | { readonly reason: 'left'; readonly because: LeftBecause; readonly what: string }
  /** A file below the target directory that no dependency has made: no build would make it elsewhere. */
  | { readonly reason: 'input-in-target'; readonly file: string }
  /** A build script without rerun-if whose fingerprint holds a time that could not be computed again. */
  | { readonly reason: 'fingerprint-mtime'; readonly package: string }
  /** People said so, at `where`. */
  | { readonly reason: 'never-shared'; readonly where: string }
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
  /** For one of Apple's systems: it was compiled for another version of it, or linked with another SDK; null: none is set, or can be told. */
  | { readonly reason: 'deployment-differs'; readonly variable: string; readonly built: string; readonly here: string | null }
  /** It names the files that its debug information is in, and has no room for the longer path of this worktree's build directory. */
  | { readonly reason: 'debug-objects'; readonly file: string; readonly room: number }
  | { readonly reason: 'package-files-differ'; readonly package: string }
  /** What its build script, or a macro, was seen to ask for has another answer here. */
  | { readonly reason: 'observed-differs'; readonly seen: Observation }
  /** People said so, at `where`. */
  | { readonly reason: 'never-shared'; readonly where: string }
  /** What people said that it depends on differs here, or was not said where it was built. */
  | { readonly reason: 'declared-differs'; readonly input: string }
  /** What its build script, or a macro, asks for is not known yet, and not everything is equal here. */
  | { readonly reason: 'not-observed'; readonly why: string; readonly differs: string }
  /** `[env]` of cargo's configuration differs, and which variables a build script asks for is not known. */
  | { readonly reason: 'config-env-differs' }
  /** What recorded flags give to the linker; `differs`: what may, where one of them reads others. */
  | { readonly reason: 'linker-input-differs'; readonly paths: readonly string[]; readonly differs?: string }
  /** The configuration makes a program of the repository compile, here or where it was built, and it is not the same. */
  | { readonly reason: 'own-compilers-differ'; readonly paths: readonly string[] }
  /** A build script without rerun-if whose fingerprint could not be computed again. */
  | { readonly reason: 'fingerprint-mtime'; readonly package: string }
  /** A package outside of the workspace's root, whose path cargo hashes: what its units are called here is not known. */
  | { readonly reason: 'outside-workspace'; readonly file: string }
  /** Its file names hold no unit hash, and another unit claims the same files. */
  | { readonly reason: 'unhashed-output'; readonly file: string }
  | { readonly reason: 'dependency-not-placed'; readonly dependency: Slot; readonly package: string }
  | { readonly reason: 'dependency-digest'; readonly dependency: Slot; readonly package: string }
  | { readonly reason: 'damaged'; readonly file: string };

/** Why an observed run is left to cargo. */
export type LeftBecause =
  /** Run at another path, with other times, it did something else: what it makes depends on where the worktree is, or on those. */
  | 'other-elsewhere'
  /** It wrote outside OUT_DIR: beside the program, into the target directory or the source tree. */
  | 'writes-elsewhere'
  /** It read what other builds leave in the target directory. */
  | 'reads-target'
  /** It read a file of a directory that happens to lie above the worktree. */
  | 'reads-above'
  /** It started a program that cannot be observed (static, setuid). */
  | 'unseen-program'
  /** It asked git for something that may not be asked again. */
  | 'git-question'
  | 'network'
  /** A package from elsewhere was told a variable of the shell, which cargo does not compare for it; or a macro one that only the build had. */
  | 'shell-variable'
  /** A package from elsewhere read a file of the worktree without telling cargo, which looks at no other file for it. */
  | 'untold'
  /** It looked at the clock. */
  | 'time'
  /** The assembler in rustc may read files for its code, which nothing records. */
  | 'assembler'
  /** It failed under observation. */
  | 'failed';
