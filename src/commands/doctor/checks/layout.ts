import { layoutsOf } from '../../../formats/cargo/layout/detect.ts';
import type { LayoutKind } from '../../../units/model.ts';
import { builtTrees, type Site } from '../site.ts';

export type LayoutFinding =
  | { readonly check: 'layout'; readonly verdict: 'pass'; readonly finding: 'layout-same'; readonly layout: LayoutKind; readonly directories: number }
  | { readonly check: 'layout'; readonly verdict: 'pass'; readonly finding: 'nothing-built' }
  /** Units of one layout are not placed in the other. */
  | { readonly check: 'layout'; readonly verdict: 'warn'; readonly finding: 'layouts-differ'; readonly directories: Readonly<Record<LayoutKind, readonly string[]>> };

/** How cargo has organised the build directories: after an upgrade of cargo some may be in the old way still. */
export function checkLayout(site: Site): LayoutFinding[] {
  const directories: Record<LayoutKind, string[]> = { legacy: [], 'unit-dirs': [] };
  for (const { buildDirectory } of site.worktrees.flatMap(builtTrees)) {
    for (const { kind } of layoutsOf(buildDirectory)) directories[kind].push(buildDirectory);
  }
  const { legacy, 'unit-dirs': unitDirs } = directories;
  if (legacy.length > 0 && unitDirs.length > 0) return [{ check: 'layout', verdict: 'warn', finding: 'layouts-differ', directories }];
  if (legacy.length + unitDirs.length === 0) return [{ check: 'layout', verdict: 'pass', finding: 'nothing-built' }];
  const layout = legacy.length > 0 ? 'legacy' : 'unit-dirs';
  return [{ check: 'layout', verdict: 'pass', finding: 'layout-same', layout, directories: directories[layout].length }];
}
