import { layoutsOf } from '../../formats/cargo/layout/detect.ts';
import type { Layout, UnitEntry } from '../../formats/cargo/layout/layout.ts';
import { lstat, type FileStat } from '../../system/fs.ts';
import type { AbsolutePath } from '../../system/brand.ts';
import { isSeen, type SeenIndex, type SeenUnit } from '../../store/targets.ts';

/** A unit's entry with the identity of its fingerprint file. */
export interface SurveyedUnit {
  readonly entry: UnitEntry;
  readonly layout: Layout;
  readonly fingerprintFile: FileStat;
  /** What an earlier save said of this very build of the unit. */
  readonly seen: SeenUnit | undefined;
}

/** Lists the units of a build directory, reading directories and one stat a unit; `only` limits the profile directories. */
export function survey(
  buildDirectory: AbsolutePath,
  seen: SeenIndex,
  only?: ReadonlySet<string>,
): SurveyedUnit[] {
  const units: SurveyedUnit[] = [];
  for (const layout of layoutsOf(buildDirectory)) {
    for (const profile of layout.profileDirectories(buildDirectory)) {
      if (only !== undefined && !only.has(profile)) continue;
      for (const entry of layout.entries(buildDirectory, profile)) {
        const fingerprintFile = lstat(`${buildDirectory}/${entry.fingerprintPath}`);
        if (fingerprintFile === undefined) continue;
        const before = seen.get(entry.slot);
        const same = before !== undefined && isSeen(before, fingerprintFile);
        units.push({ entry, layout, fingerprintFile, seen: same ? before : undefined });
      }
    }
  }
  return units;
}
