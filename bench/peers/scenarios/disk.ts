import { join } from 'node:path';
import { exclusiveBytes, mayShareExtents } from '../../../src/system/extents.ts';
import type { FileStat } from '../../../src/system/fs.ts';
import { diskUse } from '../../../src/system/physical.ts';
import { walk } from '../../../src/system/walk.ts';
import type { Trial } from '../trial.ts';
import { occupiedBytes } from './occupied.ts';
import { BUILDS, type Scenario } from './scenario.ts';

const BUILD = ['build'] as const;

/** (e): physical bytes of built things in and for one worktree, and what each further one adds. */
export const disk: Scenario = {
  letters: 'e',
  builds: BUILDS,
  async run(trial, { worktrees, patience }, round) {
    // Bytes do not vary between rounds.
    if (round > 0) return [];
    const paths: string[] = [];
    const alone = use(trial, paths);
    const start = performance.now();
    while (paths.length < worktrees && (paths.length === 0 || performance.now() - start < patience * 1000)) {
      const { path } = await trial.freshWorktree('HEAD');
      paths.push(path);
      await trial.build(path, BUILD);
    }
    const privately = privateBytes(paths);
    const added = use(trial, paths) - alone;
    const made = paths.length;
    for (const path of paths) await trial.removeWorktree(path);
    return [
      { measure: 'disk of the first worktree', value: alone },
      { measure: 'disk of each further worktree', value: added / made, parts: { worktrees: made, private: privately / made } },
    ];
  },
};

/** Without what git checks out, and without the file system's own records. */
function use({ base, way }: Trial, paths: readonly string[]): number {
  const targets = [base.main, ...paths].map((path) => join(path, 'target'));
  const all = [...targets, ...(way.keeps?.(base) ?? [])];
  return (mayShareExtents(base.root) ? occupiedBytes(all) : undefined) ?? diskUse(all).physical;
}

/**
 * Bytes of the worktrees' built files that nothing else shares: no other name outside their worktree (cargo gives programs a
 * second one inside), and on reflinking file systems no extent.
 */
function privateBytes(paths: readonly string[]): number {
  let sum = 0;
  for (const path of paths) {
    const names = new Map<bigint, { readonly file: string; readonly stat: FileStat; readonly count: number }>();
    walk(join(path, 'target'), ({ path: file, stat }) => {
      if (stat.kind === 'file') names.set(stat.ino, { file, stat, count: (names.get(stat.ino)?.count ?? 0) + 1 });
    });
    for (const { file, stat, count } of names.values()) if (stat.links === count) sum += exclusiveBytes(file, stat);
  }
  return sum;
}
