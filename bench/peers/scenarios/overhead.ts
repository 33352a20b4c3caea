import { join } from 'node:path';
import { time } from '../../measure.ts';
import { settle } from '../base.ts';
import { editFile } from '../edits.ts';
import { BUILDS, type Scenario } from './scenario.ts';

const BUILD = ['build'] as const;

/** (g), but for the cold build, which is measured when the base is made: until the prompt is back. */
export const overhead: Scenario = {
  letters: 'g',
  builds: BUILDS,
  async run(trial, { places }) {
    const { path } = await trial.freshWorktree('HEAD');
    await trial.build(path, BUILD);
    const home = (await trial.git(path, 'rev-parse', 'HEAD')).stdout.trim();
    editFile(join(path, places.leaf));
    await trial.build(path, BUILD);
    const commit = await time(() => trial.git(path, 'commit', '-q', '-a', '--no-verify', '-m', 'Edit'));
    await settle(trial.base);
    const away = await time(() => trial.git(path, 'switch', '-q', '--detach', home));
    await settle(trial.base);
    await trial.removeWorktree(path);
    return [{ measure: 'git commit', value: commit }, { measure: 'git switch', value: away }];
  },
};
