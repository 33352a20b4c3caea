import type { CollectedUnit } from './collected.ts';
import { isBelow } from './donor.ts';
import type { Edges } from './edges.ts';
import type { JudgeContext } from './judge-context.ts';

/** Whether what stands in the build directory, absolute, is placed with this unit or with a script's run that it stands on. */
export function isMade(path: string, { unit }: CollectedUnit, edges: Edges, { donor }: JudgeContext): boolean {
  const relative = path.slice(donor.buildDirectory.length + 1);
  if (unit.outDirectory !== undefined && isBelow(relative, unit.outDirectory)) return true;
  return edges.manifests.some((manifest) => manifest.directories.some((directory) => isBelow(relative, directory)));
}
