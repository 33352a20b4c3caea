import { readFileSync } from 'node:fs';
import { time } from '../../measure.ts';
import { BUILDS, type Scenario } from './scenario.ts';

const BUILD = ['build'] as const;

/** (d): four fresh worktrees, made and built at the same time. */
export const fourAtOnce: Scenario = {
  letters: 'd',
  builds: BUILDS,
  async run(trial) {
    const paths: string[] = [];
    const one = async (): Promise<void> => {
      const { path } = await trial.freshWorktree('HEAD');
      paths.push(path);
      await trial.build(path, BUILD);
    };
    const before = processorSeconds();
    const value = await time(() => Promise.all([one(), one(), one(), one()]));
    const processor = processorSeconds() - before;
    for (const path of paths) await trial.removeWorktree(path);
    return [{ measure: 'four fresh builds at once', value, parts: { processor } }];
  },
};

/** Linux's USER_HZ. */
const TICKS = 100;

/** What the bench and all that it has waited for have had of the processors; tells waiting from work. */
function processorSeconds(): number {
  const fields = readFileSync('/proc/self/stat', 'latin1').split(') ')[1]?.split(' ') ?? [];
  // utime, stime, cutime and cstime, counted from the third field.
  return fields.slice(11, 15).reduce((sum, ticks) => sum + Number(ticks), 0) / TICKS;
}
