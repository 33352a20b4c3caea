import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { exec } from '../../../test/rig/process.ts';
import { commitWith } from '../edits.ts';
import type { Trial } from '../trial.ts';
import { CODE, codeSaying } from './program.ts';

/** One story, and the lines that are wrong, by what they tell. */
export interface Finding {
  readonly story: string;
  readonly wrong: readonly string[];
}

/**
 * What a worktree's program prints, against a build from scratch there, in four situations that every day has.
 * Builds the main worktree, after another one was made; `enable` is called then.
 */
export async function tellStories(trial: Trial, enable: () => Promise<void>): Promise<Finding[]> {
  const { base } = trial;
  const found: Finding[] = [];
  const look = async (story: string, worktree: string): Promise<void> => {
    found.push({ story, wrong: await wrongLines(trial, worktree) });
  };
  const older = await trial.addWorktree(await commitWith(base, CODE, () => codeSaying('second')));
  await trial.build(base.main, ['build']);
  await enable();
  await trial.prepare(older.path);
  await look("files older than another worktree's build", older.path);
  await look('and back in that other one', base.main);
  const same = await trial.freshWorktree('HEAD');
  await look('fresh worktree, same commit', same.path);
  const other = await trial.freshWorktree(await commitWith(base, CODE, () => codeSaying('third')));
  await look('fresh worktree, another branch', other.path);
  return found;
}

async function wrongLines(trial: Trial, worktree: string): Promise<string[]> {
  const printed = await printedBy(() => trial.build(worktree, ['run', '-q']).then(({ run }) => run.stdout));
  if (printed === undefined) return ['does not build'];
  const scratch = mkdtempSync(join(trial.base.root, 'scratch-'));
  try {
    const env = { ...trial.base.env, CARGO_TARGET_DIR: scratch, CARGO_BUILD_BUILD_DIR: scratch };
    const { stdout } = await exec('cargo', ['run', '-q'], { cwd: worktree, env });
    const lines = printed.split('\n');
    return stdout.split('\n').flatMap((line, index) => (line === lines[index] ? [] : [line.split(' ')[0] ?? '']));
  } finally {
    rmSync(scratch, { recursive: true });
  }
}

/** Undefined where the build fails. */
async function printedBy(run: () => Promise<string>): Promise<string | undefined> {
  try {
    return await run();
  } catch {
    return undefined;
  }
}
