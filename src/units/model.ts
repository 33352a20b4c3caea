/**
 * The vocabulary of the tool as types. Terms are cargo's; see `docs/design.md`.
 *
 * Paths inside a unit are relative: to the build directory for the unit's own files, to the worktree
 * root for its inputs. Only so can one worktree's unit serve another.
 */
import type { AbsolutePath, Sha256 } from '../system/brand.ts';
import type { Asking, Taking } from './incapable.ts';
import type { Observation } from './observation.ts';

/** How cargo organises a build directory: `deps/` and `.fingerprint/`, or one directory a unit. */
export type LayoutKind = 'legacy' | 'unit-dirs';

export type UnitKind =
  | 'lib'
  | 'proc-macro'
  | 'bin'
  | 'example'
  | 'test'
  | 'build-script'
  | 'run-build-script'
  | 'doc';

export type FileRole =
  /** 16 hex digits. Cargo takes a unit without it for not built: it is always written last. */
  | 'fingerprint'
  | 'fingerprint-json'
  /** Cargo's own `dep-*`: the only time that its inputs are compared with. */
  | 'dep-info'
  | 'invoked-timestamp'
  /** `output-*`: the compiler's messages, replayed by cargo when the unit is fresh. */
  | 'cached-messages'
  /** rustc's `.d`. */
  | 'rustc-dep-info'
  | 'rlib'
  | 'rmeta'
  /** A proc macro's library, or a `dylib`/`cdylib`. */
  | 'dylib'
  | 'executable'
  | 'debug-info'
  /** What a build script printed: cargo reads its directives from here on every build. */
  | 'script-output'
  | 'script-stderr'
  | 'script-root-output'
  /** A file below a build script's OUT_DIR. */
  | 'out-file';

/**
 * A place in a build directory that holds at most one unit at a time, for example
 * `legacy/debug/serde-b2abab732441ffc7/lib-serde`. The same in every worktree of a workspace.
 */
export type Slot = string & { readonly __slot: never };

export interface UnitFile {
  readonly role: FileRole;
  /** Relative to the build directory, `/` between the parts. */
  readonly path: string;
}

/** One `deps` entry of cargo's fingerprint JSON. `fingerprint` is above 2^53 nearly always. */
export interface FingerprintDep {
  readonly name: string;
  readonly fingerprint: bigint;
}

/** One `local` entry of cargo's fingerprint JSON. */
export type LocalFingerprint =
  | { readonly kind: 'check-dep-info'; readonly depInfo: string; readonly checksum: boolean }
  | { readonly kind: 'rerun-if-changed'; readonly output: string; readonly paths: readonly string[] }
  | { readonly kind: 'rerun-if-env-changed'; readonly variable: string; readonly value: string | null }
  | { readonly kind: 'precalculated'; readonly value: string };

/** Cargo's fingerprint JSON, numbers exact. */
export interface FingerprintRecord {
  readonly rustc: bigint;
  readonly features: string;
  readonly declaredFeatures: string;
  readonly target: bigint;
  readonly profile: bigint;
  readonly path: bigint;
  readonly deps: readonly FingerprintDepFull[];
  readonly local: readonly LocalFingerprint[];
  readonly rustflags: readonly string[];
  readonly config: bigint;
  readonly compileKind: bigint;
}

export interface FingerprintDepFull extends FingerprintDep {
  readonly packageId: bigint;
  readonly isPublic: boolean;
}

/** A complete unit as found in a build directory. */
export interface BuiltUnit {
  readonly slot: Slot;
  readonly layout: LayoutKind;
  /** `debug`, `release`, `x86_64-unknown-linux-gnu/debug`, …, relative to the build directory. */
  readonly profileDirectory: string;
  /** As in the directory's name; hyphens kept. */
  readonly packageName: string;
  readonly unitHash: string;
  /** The fingerprint file's name, for example `lib-serde` or `run-build-script-build-script-build`. */
  readonly name: string;
  readonly kind: UnitKind;
  /** Cargo's stored hash text: 16 hex digits. */
  readonly fingerprint: string;
  /** {@link fingerprint} read little-endian: the number that dependents name this unit by. */
  readonly fingerprintNumber: bigint;
  readonly record: FingerprintRecord;
  /** Every file of the unit but those below OUT_DIR. */
  readonly files: readonly UnitFile[];
  /** The build script's OUT_DIR relative to the build directory; only for `run-build-script`. */
  readonly outDirectory: string | undefined;
}

/** Where a package's sources come from. */
export type PackageSource =
  | { readonly kind: 'registry'; readonly name: string; readonly version: string }
  /** `revision` is the short one of the checkout directory's name. */
  | { readonly kind: 'git'; readonly name: string; readonly revision: string }
  /** `root` is relative to the worktree root (`''` for a package at the top), or absolute when outside it. */
  | {
      readonly kind: 'path';
      readonly name: string;
      readonly root: string;
      /** Of a directory source (`cargo vendor`): cargo hashes the absolute path of its sources, and looks at none of their times. */
      readonly vendored?: true;
      /** Of a package outside of the workspace's root: its directory, which cargo hashes into the names of its units. */
      readonly namedBy?: AbsolutePath;
    };

/** One thing that a unit was compiled from, relative to the worktree root; absolute where it lies outside. */
export type Input =
  | { readonly kind: 'file'; readonly path: string; readonly sha256: Sha256 }
  /** A directory that a build script watches: names and contents of all that is below it. */
  | { readonly kind: 'directory'; readonly path: string; readonly sha256: Sha256 }
  /**
   * A file that must not be there: the other place where rustc looks for the module of a `.rs` input
   * (`foo.rs` and `foo/mod.rs`; with both, a build from scratch fails with E0761).
   */
  | { readonly kind: 'absent'; readonly path: string };

/** A dependency that the unit was compiled against; in the order of the fingerprint JSON's `deps`. */
export interface DependencyEdge {
  readonly slot: Slot;
  /** Its fingerprint text when the dependent was built. */
  readonly fingerprint: string;
  /** SHA-256 of its metadata, or of a build-script run's output: units combine only where it agrees. */
  readonly digest: Sha256;
}

/** What must hold in the worktree beyond identical inputs (design section 6.5). */
export type Condition =
  /** What its build script's run, or its macros, were seen to ask for. */
  | { readonly kind: 'observed'; readonly observations: readonly Observation[] }
  /**
   * What its build script's run, or its macros, ask for is not known yet. Until it is, the unit is placed only where
   * everything that they could have read in the repository is equal; `equal` is null where nothing can be. `whole`: they
   * take the environment whole, and no observation would tell. `takes`: so they do if that call is in the program.
   */
  | { readonly kind: 'unobserved'; readonly why: string; readonly equal: EverythingEqual | null; readonly whole?: true; readonly takes?: Taking }
  /**
   * It was compiled with a variable that holds a path of the worktree (`OUT_DIR`), and no byte of it reaches the program;
   * whether more comes of it than a file that is included is not known yet. So with `file!`, and panics that name their file. `recorded`: rustc lists that file as a source
   * of a registry's crate, which is placed by that.
   */
  | { readonly kind: 'given-path'; readonly variable: string; readonly recorded: boolean; readonly why: string }
  /**
   * It, or a library in it, names `.dwo` files, which must be there under this worktree's path; `room`: the longest path of a build
   * directory, in bytes, that its names have room for. Null: it has none itself.
   */
  | { readonly kind: 'debug-files'; readonly room: number | null }
  /** What people said that it depends on; each of `inputs` has its answer among the observations. */
  | { readonly kind: 'declared'; readonly inputs: readonly string[]; readonly observations: readonly Observation[] }
  /** All files of the package, for a build script without rerun-if (cargo's own rule). */
  | { readonly kind: 'package-files'; readonly root: string; readonly sha256: Sha256 }
  /**
   * Files and directories, of which some may not be there, that recorded flags give to the linker. Relative to the
   * worktree, or absolute; sorted. `equal`, as above, where one of them may read any others (a linker script that includes
   * some, a linker of the repository's own).
   */
  | { readonly kind: 'linker-inputs'; readonly paths: readonly string[]; readonly sha256: Sha256; readonly equal?: EverythingEqual | null }
  /** All that `[env]` of cargo's configuration sets, for the run of a registry's script that was not observed. */
  | { readonly kind: 'config-env'; readonly sha256: Sha256 }
  /** The repository's own programs that compile in rustc's place or around it; without this condition there are none. */
  | { readonly kind: 'own-compilers'; readonly paths: readonly string[]; readonly sha256: Sha256 }
  | DeploymentCondition
  /** A build script without rerun-if: its fingerprint holds the newest mtime of the package. */
  | { readonly kind: 'precalculated-mtime'; readonly root: string };

/** For one of Apple's systems: for which of its versions it was compiled, and linked. */
export interface DeploymentCondition {
  readonly kind: 'deployment';
  /** What says for which version: `MACOSX_DEPLOYMENT_TARGET`. */
  readonly variable: string;
  readonly version: string;
  /** Whether rustc takes that version where the variable is not set. */
  readonly isDefault: boolean;
  /** As SDKs are named: `MacOSX`. */
  readonly system: string;
  /** Of what was linked, the SDK's version; null for libraries. */
  readonly sdk: string | null;
}

/** A worktree in which nothing but what git tracks could have been read. */
export interface EverythingEqual {
  /** Full id: HEAD, from which no tracked file differs. */
  readonly commit: string;
  readonly branch: string | null;
  readonly tags: Sha256;
  /** The directory that holds the worktree: what lies beside it is the same from there. */
  readonly above: AbsolutePath;
  /** What `[env]` of cargo's configuration sets. */
  readonly configEnv: Sha256;
}

/** The file's bytes stand in the unit's pack at `offset`, or in a blob of its own. */
export type FileContent =
  | { readonly at: 'pack'; readonly offset: number }
  | { readonly at: 'blob'; readonly name: string; readonly dev: string; readonly ino: string }
  | { readonly at: 'symlink'; readonly target: string };

export interface ManifestFile {
  readonly role: FileRole;
  readonly path: string;
  readonly mode: number;
  /** Bytes, logical. */
  readonly size: number;
  /** Decimal nanoseconds. */
  readonly mtimeNs: string;
  readonly content: FileContent;
  /** Set where the bytes hold an origin root as text and must be rewritten for the worktree. */
  readonly rewrite?: true;
  /** Set where the linker that made it writes in place: each worktree has a file of its own. */
  readonly private?: true;
}

export type UnitKey = Sha256;

/** Where a unit's files came from. */
export interface Provenance {
  readonly worktree: AbsolutePath;
  /** Full commit id of HEAD when it was saved; null before the first commit. */
  readonly commit: string | null;
  readonly branch: string | null;
  /** Decimal nanoseconds: when cargo began to build it. */
  readonly builtNs: string;
  /** Decimal nanoseconds. */
  readonly savedNs: string;
}

/** One unit variant in the store. */
export interface Manifest {
  readonly format: 1;
  /** By which rules it was judged: those of another version's are not relied on. */
  readonly rules: number;
  readonly key: UnitKey;
  readonly slot: Slot;
  readonly layout: LayoutKind;
  readonly profileDirectory: string;
  readonly source: PackageSource;
  readonly unitHash: string;
  readonly name: string;
  readonly kind: UnitKind;
  readonly fingerprint: string;
  /** Decimal u64: cargo's hash of `rustc -vV`. */
  readonly rustc: string;
  readonly dependencies: readonly DependencyEdge[];
  /** What dependents were compiled against: see {@link DependencyEdge.digest}. */
  readonly digest: Sha256;
  readonly inputs: readonly Input[];
  readonly conditions: readonly Condition[];
  /** The donor's own roots, longest first: what stands in files marked `rewrite`. */
  readonly origins: readonly Origin[];
  /** Roots of every donor in the unit's closure: what a leak scan of a dependent must look for. */
  readonly closureRoots: readonly AbsolutePath[];
  /** What the proc macros that reach this unit may ask the system for; null: they can ask for nothing. */
  readonly asks: Asking | null;
  readonly provenance: Provenance;
  readonly files: readonly ManifestFile[];
  /** OUT_DIR and the directories below it, parents first; relative to the build directory. */
  readonly directories: readonly string[];
}

/** A root that may be baked into a unit, and what it stands for elsewhere. */
export interface Origin {
  readonly path: AbsolutePath;
  readonly means: 'worktree' | 'build-directory' | 'target-directory';
}

export type { AbsolutePath, Sha256 };
