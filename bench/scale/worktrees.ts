import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { runTool, type ToolRun } from '../measure.ts';
import type { Site } from '../site.ts';
import { point, repeat, type Measuring } from './units.ts';

/** Every command in a clone with this many warmed worktrees; the built main one is one of them. */
export async function measureWorktrees(site: Site, counts: readonly number[], { rounds, onPoints }: Measuring): Promise<void> {
  const { env, main } = site;
  site.clearStore();
  let made = 1;
  for (const count of counts) {
    for (; made < count; made += 1) await runTool(['warm'], { cwd: await site.worktree(`worktree-${made}`), env });
    rmSync(join(site.temporary, 'store'), { recursive: true, force: true });
    const save = await runTool(['save'], { cwd: main, env });
    const again = await repeat(rounds, () => runTool(['save'], { cwd: main, env }));
    const warmFresh = async (): Promise<ToolRun> => runTool(['warm'], { cwd: await site.worktree('fresh'), env });
    // The first one after the store is gone looks into every worktree anew.
    await warmFresh();
    const warm = await repeat(rounds, warmFresh);
    await site.removeWorktree('fresh');
    const status = await repeat(rounds, () => runTool(['status'], { cwd: main, env }));
    const gc = await repeat(rounds, () => runTool(['gc'], { cwd: main, env }));
    onPoints([point('save', count, [save]), point('save again', count, again), point('warm', count, warm), point('status', count, status), point('gc', count, gc)]);
  }
}
