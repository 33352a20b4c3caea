import type { FileStat } from '../../system/fs.ts';
import type { StagedFile } from '../../store/stage.ts';
import type { TimeNs } from '../../system/brand.ts';
import { FILE_TIME_TICK_NS } from '../../system/clock.ts';
import type { BuiltUnit, FileRole, Manifest, Slot, UnitFile } from '../../units/model.ts';
import { isOutput, type TimedUnit } from '../../units/outputs.ts';
import type { SaveRefusal } from '../../units/refusal.ts';

/** A file of a unit as it was under cargo's lock. */
export interface CollectedFile extends UnitFile {
  readonly stat: FileStat;
  readonly content:
    | { readonly kind: 'bytes'; readonly bytes: Buffer }
    /** A link or copy in the store's staging directory. */
    | { readonly kind: 'staged'; readonly file: StagedFile }
    | { readonly kind: 'symlink'; readonly target: string };
}

export interface CollectedUnit {
  readonly unit: BuiltUnit;
  readonly files: readonly CollectedFile[];
  /** OUT_DIR and the directories below it, parents first; relative to the build directory. */
  readonly directories: readonly string[];
}

/** A unit that has been judged, now or by an earlier save. */
export type Settled =
  | { readonly state: 'saved'; readonly manifest: Manifest; readonly times: TimedUnit }
  | { readonly state: 'refused'; readonly refusal: SaveRefusal; readonly packageName: string; readonly times: TimedUnit };

export type SettledUnits = ReadonlyMap<Slot, Settled>;

export function fileOf(unit: CollectedUnit, role: FileRole): CollectedFile | undefined {
  return unit.files.find((file) => file.role === role);
}

/** The bytes of a file that is kept in memory; undefined for one that is staged or absent. */
export function bytesOf(file: CollectedFile | undefined): Buffer | undefined {
  return file?.content.kind === 'bytes' ? file.content.bytes : undefined;
}

/** Where the bytes of an artifact can be read, whatever cargo does to the donor meanwhile. */
export function stagedPath(file: CollectedFile): string | undefined {
  return file.content.kind === 'staged' ? file.content.file.path : undefined;
}

export function timesOfCollected(unit: CollectedUnit): TimedUnit {
  const outputs = unit.files
    .filter((f) => isOutput(f.role))
    .map((f) => ({ role: f.role, path: f.path, size: f.stat.size, mtimeNs: f.stat.mtimeNs }));
  return { kind: unit.unit.kind, outputs };
}

/** When cargo began to build the unit: it makes this file's time before it starts (cargo: `Fingerprint` docs). */
export function builtNs(unit: CollectedUnit): TimeNs | undefined {
  return fileOf(unit, 'invoked-timestamp')?.stat.mtimeNs;
}

/**
 * The file that tells {@link builtNs}, where it was copied: cargo writes it once, so it changed when it was modified.
 * A copy keeps the time of modification and has a time of change of its own, which nothing can set back.
 */
export function copiedFile(unit: CollectedUnit): string | undefined {
  const stamp = fileOf(unit, 'invoked-timestamp');
  return stamp !== undefined && stamp.stat.ctimeNs > stamp.stat.mtimeNs + COPY_TOLERANCE_NS ? stamp.path : undefined;
}

/** Between the two stamps of one write lies a tick at most. */
const COPY_TOLERANCE_NS = 2n * FILE_TIME_TICK_NS;
