import { stat } from '../../system/fs.ts';
import { builtTrees, type Site } from './site.ts';

/**
 * One directory for each file system that the clone's builds are on: a build directory where one is there, else the
 * git directory, which stands for the worktrees to come.
 */
export function placesByDevice(site: Site): { readonly path: string; readonly dev: bigint }[] {
  const paths = site.worktrees.flatMap((worktree) => builtTrees(worktree).map(({ buildDirectory }) => buildDirectory as string));
  const places = new Map<bigint, string>();
  for (const path of [...paths, site.clone.repository.commonDirectory]) {
    const dev = stat(path)?.dev;
    if (dev !== undefined && !places.has(dev)) places.set(dev, path);
  }
  return [...places].map(([dev, path]) => ({ path, dev }));
}
