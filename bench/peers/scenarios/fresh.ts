import { join } from 'node:path';
import { editFile } from '../edits.ts';
import type { FreshWorktree, TimedBuild, Trial } from '../trial.ts';
import type { Measure } from '../sample.ts';
import { BUILDS, type Measured, type Scenario } from './scenario.ts';

const BUILD = ['build'] as const;
const CHECK = ['check'] as const;
const TEST = ['test', '--no-run'] as const;

/** What a fresh worktree and its first build took together. */
export function first(measure: Measure, { add, prepare }: FreshWorktree, { seconds: build, run }: TimedBuild): Measured {
  return { measure, value: add + prepare + build, parts: { add, prepare, build }, compiled: run.compiled.length };
}

/** (a), build, with a build with nothing to do; then (f) in the same worktree. */
export const freshBuild: Scenario = {
  letters: 'af',
  builds: BUILDS,
  async run(trial, { places }) {
    const fresh = await trial.freshWorktree('HEAD');
    const measured = [first('fresh build', fresh, await trial.build(fresh.path, BUILD))];
    measured.push({ measure: 'build with nothing to do', value: (await trial.build(fresh.path, BUILD)).seconds });
    for (const measure of ['first build after an edit', 'second build after an edit'] as const) {
      editFile(join(fresh.path, places.leaf));
      const { seconds, run } = await trial.build(fresh.path, BUILD);
      measured.push({ measure, value: seconds, compiled: run.compiled.length });
    }
    await trial.removeWorktree(fresh.path);
    return measured;
  },
};

function freshCommand(measure: Measure, command: readonly string[], builds: Scenario['builds']): Scenario {
  return {
    letters: 'a',
    builds,
    async run(trial: Trial) {
      const fresh = await trial.freshWorktree('HEAD');
      const measured = [first(measure, fresh, await trial.build(fresh.path, command))];
      await trial.removeWorktree(fresh.path);
      return measured;
    },
  };
}

export const freshCheck = freshCommand('fresh check', CHECK, [CHECK]);
export const freshTest = freshCommand('fresh test --no-run', TEST, [TEST]);
