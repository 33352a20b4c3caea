import type { AbsolutePath } from '../../../system/brand.ts';
import type { Result } from '../../../system/result.ts';
import type { BuiltUnit, LayoutKind, Slot, UnitFile } from '../../../units/model.ts';
import type { SaveRefusal } from '../../../units/refusal.ts';

/** A unit as the names in its fingerprint directory tell; nothing of it has been read. */
export interface UnitEntry {
  readonly slot: Slot;
  readonly layout: LayoutKind;
  /** `debug`, `<triple>/debug`, …, relative to the build directory. */
  readonly profileDirectory: string;
  readonly packageName: string;
  readonly unitHash: string;
  /** The fingerprint file's name, for example `lib-serde`. */
  readonly name: string;
  /** Relative to the build directory: the file with cargo's hash, and the directory it is in. */
  readonly fingerprintPath: string;
  readonly fingerprintDirectory: string;
  /** The names in {@link fingerprintDirectory}. */
  readonly fingerprintFiles: readonly string[];
}

/** Files whose names hold no unit hash. */
export interface UnhashedOutputs {
  /** Those that may be a unit's, by its crate's name; relative to the build directory. */
  candidates(entry: UnitEntry): readonly string[];
  /** Whether another unit, or another build of this one, may have written them instead. */
  isUncertain(entry: UnitEntry, files: readonly UnitFile[]): boolean;
  /** Whether tests stand on the package: where panics abort, it is built for them in another way. */
  isBelowTests(entry: UnitEntry): boolean;
}

/** Which files of a profile directory belong to which unit hash; made once for all its units. */
export interface OutputIndex {
  /** Relative to the build directory, for each unit hash in a file name. */
  readonly byHash: ReadonlyMap<string, readonly string[]>;
  /** Files without a unit hash in their names; undefined where the layout keeps such units apart. */
  readonly unhashed: UnhashedOutputs | undefined;
}

/** How to find units in a build directory; the same for both of cargo's layouts. */
export interface Layout {
  readonly kind: LayoutKind;
  /** The profile directories that hold units in this layout, relative to the build directory, sorted. */
  profileDirectories(buildDirectory: AbsolutePath): string[];
  /** Every unit that has a fingerprint file, complete or not. Reads directories only. */
  entries(buildDirectory: AbsolutePath, profileDirectory: string): UnitEntry[];
  /**
   * The directories of a profile directory, relative to the build directory, one of which gets a new modification
   * time when a unit appears or goes. A rebuilt unit changes its own fingerprint file and none of these.
   */
  listedDirectories(buildDirectory: AbsolutePath, profileDirectory: string, entries: readonly UnitEntry[]): string[];
  index(buildDirectory: AbsolutePath, profileDirectory: string): OutputIndex;
  /**
   * Reads one unit and finds its files, refusing what is not complete: cargo empties the hash file before it
   * rebuilds a unit, and rustc's `.d` names each file that the compilation had to leave.
   */
  read(buildDirectory: AbsolutePath, entry: UnitEntry, index?: OutputIndex): Result<BuiltUnit, SaveRefusal>;
}
