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
    const value = await time(() => Promise.all([one(), one(), one(), one()]));
    for (const path of paths) await trial.removeWorktree(path);
    return [{ measure: 'four fresh builds at once', value }];
  },
};
