import { join } from 'node:path';
import type { Figure } from './figure.ts';
import { median, runTool } from './measure.ts';
import type { Site } from './site.ts';

/** How many worktrees the clone has, the main one included. */
const COUNTS = [1, 10, 31];

/** Setting a clone up for shared mode and undoing that, with ever more worktrees: every other one inside the root. */
export async function measureInit(site: Site, rounds: number): Promise<Figure[]> {
  const { env, main } = site;
  const options = { cwd: main, env };
  const figures: Figure[] = [];
  const added: string[] = [];
  for (const count of COUNTS) {
    while (added.length + 1 < count) {
      const index = added.length + 1;
      added.push(await site.worktree(index % 2 === 0 ? join('main/.worktrees', `w${index}`) : `w${index}`));
    }
    const [init, deinit]: [number[], number[]] = [[], []];
    for (let round = 0; round < rounds; round += 1) {
      init.push((await runTool(['init', '--mode', 'shared'], options)).seconds);
      deinit.push((await runTool(['deinit'], options)).seconds);
    }
    const among = `${count} worktree${count === 1 ? '' : 's'}`;
    figures.push(
      { name: `\`init --mode shared\`, ${among}`, value: median(init), unit: 's', target: { atMost: 1 } },
      { name: `\`deinit\`, ${among}`, value: median(deinit), unit: 's', target: { atMost: 1 } },
    );
  }
  for (const path of added) await site.git('worktree', 'remove', '--force', path);
  return figures;
}
