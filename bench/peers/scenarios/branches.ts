import { commitWith, edited } from '../edits.ts';
import { first } from './fresh.ts';
import { BUILDS, type Measured, type Scenario } from './scenario.ts';
import type { Trial } from '../trial.ts';
import type { Measure } from '../sample.ts';

const BUILD = ['build'] as const;

/** (b): a fresh worktree of a branch that nobody has built. */
export const freshBranches: Scenario = {
  letters: 'b',
  builds: BUILDS,
  async run(trial, { places, bumps }, round) {
    const measured: Measured[] = [];
    const at = async (measure: Measure, commit: string): Promise<void> => {
      const fresh = await trial.freshWorktree(commit);
      measured.push(first(measure, fresh, await trial.build(fresh.path, BUILD)));
      await trial.removeWorktree(fresh.path);
    };
    await at('fresh build, leaf edited', await commitWith(trial.base, places.leaf, edited));
    await at('fresh build, core edited', await commitWith(trial.base, places.core, edited));
    // Another one in each round: of the same one every cache would know the result.
    const bump = bumps[round];
    if (bump !== undefined) {
      await at('fresh build, dependency updated', await commitWith(trial.base, 'Cargo.lock', () => bump.lockfile));
    }
    return measured;
  },
};

/** (c): away to a branch with a core edit, a build there, and back. */
export const switchBack: Scenario = {
  letters: 'c',
  builds: BUILDS,
  async run(trial: Trial, { places }) {
    const { path } = await trial.freshWorktree('HEAD');
    await trial.build(path, BUILD);
    const home = (await trial.git(path, 'rev-parse', 'HEAD')).stdout.trim();
    await trial.git(path, 'switch', '-q', '--detach', await commitWith(trial.base, places.core, edited));
    await trial.build(path, BUILD);
    const start = performance.now();
    await trial.git(path, 'switch', '-q', '--detach', home);
    const add = (performance.now() - start) / 1000;
    const { seconds: build, run } = await trial.build(path, BUILD);
    await trial.removeWorktree(path);
    return [{ measure: 'switch back and build', value: add + build, parts: { switch: add, build }, compiled: run.compiled.length }];
  },
};
