import { renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { WarmDocument } from '../../test/rig/documents.ts';
import { median, runTool, type ToolRun } from '../measure.ts';
import type { Site } from '../site.ts';
import { makeSyntheticTarget } from '../synthetic-target.ts';
import type { Command, Point } from './result.ts';

/** How often what can be repeated is, and who is told after each size. */
export interface Measuring {
  readonly rounds: number;
  readonly onPoints: (points: readonly Point[]) => void;
}

/** Every command with a worktree of each size, made from the built main worktree; its target directory is put back. */
export async function measureUnits(site: Site, sizes: readonly number[], { rounds, onPoints }: Measuring): Promise<void> {
  const target = join(site.main, 'target');
  const real = join(site.temporary, 'real-target');
  renameSync(target, real);
  try {
    for (const size of sizes) onPoints(await measureSize(site, { size, rounds, real }));
  } finally {
    rmSync(target, { recursive: true, force: true });
    renameSync(real, target);
    site.clearStore();
  }
}

async function measureSize(site: Site, o: { readonly size: number; readonly rounds: number; readonly real: string }): Promise<Point[]> {
  const { env, main } = site;
  const target = join(main, 'target');
  rmSync(target, { recursive: true, force: true });
  site.clearStore();
  makeSyntheticTarget({ from: o.real, to: target, units: o.size, large: 'link' });
  const save = await runTool(['save'], { cwd: main, env });
  const again = await repeat(o.rounds, () => runTool(['save'], { cwd: main, env }));
  const status = await repeat(o.rounds, () => runTool(['status'], { cwd: main, env }));
  // The donor's own directory would be looked at by every warm: it is not what is measured here.
  rmSync(target, { recursive: true });
  const warm = await repeat(o.rounds, async () => runTool(['--json', 'warm'], { cwd: await site.worktree('fresh'), env }));
  // With it the next size's `status` would plan a warm as well.
  await site.removeWorktree('fresh');
  const gc = await repeat(o.rounds, () => runTool(['gc'], { cwd: main, env }));
  const at = Math.max(...warm.map(placedUnits));
  return [point('save', at, [save]), point('save again', at, again), point('warm', at, warm), point('status', at, status), point('gc', at, gc)];
}

export function point(command: Command, at: number, runs: readonly ToolRun[]): Point {
  return { command, at, seconds: median(runs.map(({ seconds }) => seconds)), peakBytes: Math.max(...runs.map(({ peakBytes }) => peakBytes)) };
}

export async function repeat<T>(rounds: number, act: () => Promise<T>): Promise<T[]> {
  const results: T[] = [];
  for (let round = 0; round < rounds; round += 1) results.push(await act());
  return results;
}

/** Of a `warm --json`. */
export function placedUnits(run: ToolRun): number {
  const { directories } = JSON.parse(run.stdout) as WarmDocument;
  return directories.reduce((sum, directory) => sum + directory.placed, 0);
}
