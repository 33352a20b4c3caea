import { rmSync } from 'node:fs';
import { parseCargoRun, type CargoRun } from '../../test/rig/cargo-output.ts';
import { exec, type Environment, type Exit } from '../../test/rig/process.ts';
import { time } from '../measure.ts';
import { settle, worktreePath, type Base } from './base.ts';
import type { Way } from './way.ts';

/** A worktree that was just made, and the seconds that it took: by git with its hooks, and by the way's own command. */
export interface FreshWorktree {
  readonly path: string;
  readonly add: number;
  readonly prepare: number;
}

export interface TimedBuild {
  readonly seconds: number;
  readonly run: CargoRun;
}

/** One way in its base, with everything that scenarios do with it. */
export interface Trial {
  readonly way: Way;
  readonly base: Base;
  readonly env: Environment;
  git(cwd: string, ...args: readonly string[]): Promise<Exit>;
  /** Runs `cargo <args>` as the way does; a failing build throws. */
  build(cwd: string, args: readonly string[]): Promise<TimedBuild>;
  /** Every call makes it at another path: a cache may know a path that was there before. */
  freshWorktree(commit: string): Promise<FreshWorktree>;
  /** `git worktree add` alone. */
  addWorktree(commit: string): Promise<{ readonly path: string; readonly seconds: number }>;
  prepare(worktree: string): Promise<number>;
  removeWorktree(path: string): Promise<void>;
}

/** Hooks of another way in the same clone stay out of it. */
const WITHOUT_HOOKS: Environment = { GIT_CONFIG_COUNT: '1', GIT_CONFIG_KEY_0: 'core.hooksPath', GIT_CONFIG_VALUE_0: '/dev/null' };

export function openTrial(way: Way, base: Base): Trial {
  const env = { ...base.env, ...(way.hooks === true ? {} : WITHOUT_HOOKS), ...way.environment?.(base) };
  const [program = 'cargo', ...before] = way.cargo;
  let worktrees = 0;
  const trial: Trial = {
    way,
    base,
    env,
    git: (cwd, ...args) => exec('git', args, { cwd, env }),
    async build(cwd, args) {
      let exit: Exit | undefined;
      const seconds = await time(async () => {
        exit = await exec(program, [...before, ...args, '--color', 'never'], { cwd, env });
      });
      return { seconds, run: parseCargoRun(exit as Exit) };
    },
    async addWorktree(commit) {
      worktrees += 1;
      const path = worktreePath(base, `${way.name.replaceAll(/[^a-z0-9]+/gi, '-')}-${worktrees}`);
      const seconds = await time(() => trial.git(base.main, 'worktree', 'add', '-q', '--detach', path, commit));
      return { path, seconds };
    },
    async freshWorktree(commit) {
      const { path, seconds: add } = await trial.addWorktree(commit);
      return { path, add, prepare: await trial.prepare(path) };
    },
    async prepare(worktree) {
      return way.prepare === undefined ? 0 : time(async () => way.prepare?.(base, worktree, env));
    },
    async removeWorktree(path) {
      await settle(base);
      rmSync(path, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
      await trial.git(base.main, 'worktree', 'prune');
    },
  };
  return trial;
}
