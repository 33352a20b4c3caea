import { renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Figure } from './figure.ts';
import { median, runTool } from './measure.ts';
import { placedUnits, repeat } from './scale/units.ts';
import type { Site } from './site.ts';
import { makeSyntheticTarget } from './synthetic-target.ts';

const SIZES = [100, 1000, 10_000] as const;

/** Milliseconds a unit that warming may take beyond start-up, and bytes of memory. */
const PER_UNIT = 0.4;
const MEMORY_MB = 200;

/** Warming from stores of growing size, made from the built main worktree. Its target directory is put back. */
export async function measureWarming(site: Site, rounds: number): Promise<Figure[]> {
  const figures: Figure[] = [];
  const { env, main } = site;
  const real = join(site.temporary, 'real-target');
  renameSync(join(main, 'target'), real);
  try {
    const startUp = median(await repeat(rounds, async () => (await runTool(['--version'], { cwd: main, env })).seconds));
    for (const size of SIZES) figures.push(...(await measureSize(site, { size, rounds, real, startUp })));
  } finally {
    rmSync(join(main, 'target'), { recursive: true, force: true });
    renameSync(real, join(main, 'target'));
    site.clearStore();
  }
  return figures;
}

interface SizeOptions {
  readonly size: number;
  readonly rounds: number;
  /** The real target directory. */
  readonly real: string;
  /** Seconds. */
  readonly startUp: number;
}

async function measureSize(site: Site, { size, rounds, real, startUp }: SizeOptions): Promise<Figure[]> {
  const { env, main } = site;
  const target = join(main, 'target');
  rmSync(target, { recursive: true, force: true });
  site.clearStore();
  makeSyntheticTarget({ from: real, to: target, units: size, large: 'link' });
  const save = await runTool(['save'], { cwd: main, env });
  rmSync(target, { recursive: true });
  const runs = await repeat(rounds, async () => runTool(['--json', 'warm'], { cwd: await site.worktree('fresh'), env }));
  const seconds = median(runs.map((run) => run.seconds));
  const placed = Math.max(...runs.map(placedUnits));
  const peak = Math.max(...runs.map((run) => run.peakBytes)) / 1e6;
  return [
    { name: `${size} units: placed`, value: placed, unit: 'units' },
    { name: `${size} units: saving`, value: save.seconds, unit: 's' },
    { name: `${size} units: warming`, value: seconds, unit: 's' },
    { name: `${size} units: warming beyond start-up`, value: ((seconds - startUp) * 1000) / placed, unit: 'ms/unit', target: { atMost: PER_UNIT } },
    { name: `${size} units: peak memory of warming`, value: peak, unit: 'MB', target: { atMost: MEMORY_MB } },
  ];
}
