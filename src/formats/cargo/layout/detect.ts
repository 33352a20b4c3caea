import type { AbsolutePath } from '../../../system/brand.ts';
import type { Layout } from './layout.ts';
import { legacyLayout } from './legacy.ts';
import { unitDirsLayout } from './unit-dirs.ts';

/** Both layouts: a build directory may hold either, or both after a cargo upgrade. */
export const LAYOUTS: readonly Layout[] = [legacyLayout, unitDirsLayout];

/** The layouts that hold units in a build directory; none before the first build. */
export function layoutsOf(buildDirectory: AbsolutePath): Layout[] {
  return LAYOUTS.filter((layout) => layout.profileDirectories(buildDirectory).length > 0);
}
