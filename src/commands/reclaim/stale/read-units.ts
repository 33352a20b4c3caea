import { fingerprintNumber, isFingerprintText, parseFingerprint } from '../../../formats/cargo/fingerprint-json.ts';
import { layoutsOf } from '../../../formats/cargo/layout/detect.ts';
import type { OutputIndex, UnitEntry } from '../../../formats/cargo/layout/layout.ts';
import { kindOfName } from '../../../formats/cargo/layout/unit-name.ts';
import type { AbsolutePath } from '../../../system/brand.ts';
import { readText } from '../../../system/fs.ts';
import type { Result } from '../../../system/result.ts';
import type { BuiltUnit, FingerprintRecord } from '../../../units/model.ts';
import type { SaveRefusal } from '../../../units/refusal.ts';

/** A unit as it stands in a build directory, whole or not. */
export interface ReadUnit {
  readonly entry: UnitEntry;
  readonly index: OutputIndex;
  readonly read: Result<BuiltUnit, SaveRefusal>;
  readonly number: bigint | undefined;
  readonly record: FingerprintRecord | undefined;
}

/** Reads every unit of a build directory; documentation and kinds unknown here are among them. */
export function readUnits(buildDirectory: AbsolutePath): ReadUnit[] {
  const units: ReadUnit[] = [];
  for (const layout of layoutsOf(buildDirectory)) {
    for (const profile of layout.profileDirectories(buildDirectory)) {
      const index = layout.index(buildDirectory, profile);
      for (const entry of layout.entries(buildDirectory, profile)) {
        const text = readText(`${buildDirectory}/${entry.fingerprintPath}`) ?? '';
        const record = parseFingerprint(readText(`${buildDirectory}/${entry.fingerprintPath}.json`) ?? '');
        units.push({
          entry,
          index,
          read: layout.read(buildDirectory, entry, index),
          number: isFingerprintText(text) ? fingerprintNumber(text) : undefined,
          record: record.ok ? record.value : undefined,
        });
      }
    }
  }
  return units;
}

/**
 * Whether a unit lacks something without which cargo builds it anew: its hash, its dep-info, an output, or a build
 * script's output. The JSON, rustc's `.d`, `root-output` and OUT_DIR are not asked for (tried with cargo 1.95).
 */
export function isIncomplete({ entry, read }: ReadUnit): boolean {
  if (read.ok || read.error.reason !== 'incomplete') return false;
  const { missing } = read.error;
  if (missing === entry.fingerprintPath) return true;
  if (missing === `${entry.fingerprintDirectory}/dep-${entry.name}`) return true;
  if (kindOfName(entry.name) === 'run-build-script') return /\/(output|stdout)$/.test(missing);
  return /\.(rlib|rmeta|so|dylib|dll)$/.test(missing) || isExecutablePath(missing, entry);
}

/** An executable's name has no extension and ends with the unit hash (legacy) or stands in `out/` (unit-dirs). */
function isExecutablePath(path: string, { layout, unitHash }: UnitEntry): boolean {
  const name = path.slice(path.lastIndexOf('/') + 1);
  if (name.includes('.')) return false;
  return layout === 'legacy' ? name.endsWith(`-${unitHash}`) : path.endsWith(`/${unitHash}/out/${name}`);
}
