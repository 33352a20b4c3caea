import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { parseCargoRun } from '../test/rig/cargo-output.ts';
import type { StatusDocument } from '../test/rig/documents.ts';
import { exec } from '../test/rig/process.ts';
import type { Figure } from './figure.ts';
import { median, medianTime, runTool, time } from './measure.ts';
import type { Site } from './site.ts';

/** A cold build, a build with nothing to do, and first builds in fresh worktrees, warming included. */
export async function measureFreshWorktree(site: Site, rounds: number): Promise<Figure[]> {
  const { env, main } = site;
  const build = (cwd: string): ReturnType<typeof exec> => exec('cargo', ['build', '--color', 'never'], { cwd, env });
  await exec('cargo', ['fetch', '-q'], { cwd: main, env });
  rmSync(join(main, 'target'), { recursive: true, force: true });
  const cold = await time(() => build(main));
  const idle = await medianTime(rounds, () => build(main));
  await runTool(['save'], { cwd: main, env });

  const firsts: number[] = [];
  const warms: number[] = [];
  let compiled = 0;
  let units = 0;
  for (let round = 0; round < rounds; round += 1) {
    const cwd = await site.worktree('fresh');
    const warm = await runTool(['warm'], { cwd, env });
    const start = await time(async () => {
      compiled = parseCargoRun(await build(cwd)).compiled.length;
    });
    const status = JSON.parse((await runTool(['--json', 'status'], { cwd, env })).stdout) as StatusDocument;
    units = status.worktrees.find(({ path }) => path === cwd)?.units.total ?? 0;
    warms.push(warm.seconds);
    firsts.push(warm.seconds + start);
  }
  const first = median(firsts);
  return [
    { name: 'units', value: units, unit: 'units' },
    { name: 'cold build', value: cold, unit: 's' },
    { name: 'build with nothing to do', value: idle, unit: 's' },
    { name: 'warming a fresh worktree', value: median(warms), unit: 's' },
    { name: 'warming and first build', value: first, unit: 's', target: { atMost: 2 * idle + 0.25 } },
    { name: 'crates compiled in the first build', value: compiled, unit: 'units' },
    { name: 'cold build against warming and first build', value: cold / first, unit: 'x', target: { atLeast: units > 400 ? 100 : 50 } },
  ];
}
