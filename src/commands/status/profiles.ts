import { layoutsOf } from '../../formats/cargo/layout/detect.ts';
import type { AbsolutePath } from '../../system/brand.ts';
import { diskUse } from '../../system/physical.ts';

/** What one profile directory of a worktree takes. */
export interface ProfileUse {
  /** `debug`, `<triple>/release`, …, below the build directory. */
  readonly profile: string;
  /** Bytes that its files say they hold. */
  readonly logical: number;
  /** Bytes that only it holds: what deleting it would free. */
  readonly exclusive: number;
}

/** The profile directories of build directories, the largest first. */
export function profileUse(buildDirectories: readonly AbsolutePath[]): ProfileUse[] {
  const found = new Map<string, ProfileUse>();
  for (const directory of buildDirectories) {
    for (const profile of new Set(layoutsOf(directory).flatMap((layout) => layout.profileDirectories(directory)))) {
      const { logical, freed } = diskUse([`${directory}/${profile}`]);
      const known = found.get(profile) ?? { logical: 0, exclusive: 0 };
      found.set(profile, { profile, logical: known.logical + logical, exclusive: known.exclusive + freed });
    }
  }
  return [...found.values()].sort((a, b) => b.logical - a.logical);
}
