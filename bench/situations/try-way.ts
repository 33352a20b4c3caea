import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parseCargoRun } from '../../test/rig/cargo-output.ts';
import { exec, type Environment, type Exit } from '../../test/rig/process.ts';
import { copyTree } from '../../test/rig/times.ts';
import { edit } from '../matrix/edit.ts';
import { disposeBase, openBase, settle, worktreePath } from '../peers/base.ts';
import { openTrial, type Trial } from '../peers/trial.ts';
import type { Way } from '../peers/way.ts';
import type { Outcome, Verdict } from './result.ts';
import { differenceInWords, type Difference, type Situation } from './situation.ts';
import { branchOf } from './source.ts';

export interface Place {
  /** The repository with a branch for each of `differences`. */
  readonly source: string;
  readonly situation: Situation;
  readonly differences: readonly Difference[];
  readonly common: string;
  /** What PATH has behind the machine's own. */
  readonly programs: string;
  /** Build directory of the builds from scratch; they have the dependencies in common. */
  readonly scratch: string;
}

/** Builds the situation in a clone as this way does, and then each second worktree, compared with a build from scratch there. */
export async function tryWay(way: Way, place: Place): Promise<Outcome[]> {
  const base = await openBase({ name: way.name.replaceAll(/[^a-z0-9]+/gi, '-'), source: place.source, common: place.common, programs: place.programs });
  const trial = openTrial(way, { ...base, env: { ...base.env, ...place.situation.env } });
  try {
    await way.setUp?.(trial.base, trial.env);
    const first = await run(trial, base.main, {});
    keepDependencies(place, base.main);
    await way.enable?.(trial.base, trial.env);
    await settle(base);
    const outcomes: Outcome[] = [];
    for (const [index, difference] of place.differences.entries()) outcomes.push(await tryDifference({ trial, place, difference, branch: branchOf(index) }));
    const back = await run(trial, base.main, {});
    const verdict = compare(back, first.stdout);
    return [...outcomes, { way: way.name, situation: place.situation.name, difference: 'back in the first worktree', verdict, compiled: back.compiled.length }];
  } finally {
    await way.tearDown?.(trial.base, trial.env);
    await settle(base);
    disposeBase(base);
  }
}

interface Try {
  readonly trial: Trial;
  readonly place: Place;
  readonly difference: Difference;
  readonly branch: string;
}

async function tryDifference({ trial, place, difference, branch }: Try): Promise<Outcome> {
  const { way, base, env } = trial;
  const path = worktreePath(base, `of-${branch}`);
  if (difference.by === 'tag') await trial.git(base.main, 'tag', 'v9.9.9');
  await trial.git(base.main, 'worktree', 'add', '-q', '-b', branch, path, `origin/${branch}`);
  await way.prepare?.(base, path, env);
  await settle(base);
  if (difference.by === 'edit') edit(path, difference.files);
  const shell = difference.by === 'shell' ? difference.env : {};
  const built = await run(trial, path, shell);
  const verdict = compare(built, await fromScratch(place, path, { ...base.env, ...shell }));
  await trial.removeWorktree(path);
  if (difference.by === 'tag') await trial.git(base.main, 'tag', '-d', 'v9.9.9');
  return { way: way.name, situation: place.situation.name, difference: differenceInWords(difference), verdict, compiled: built.compiled.length };
}

/** What happened, and what the program printed where it ran. */
async function run({ way, env }: Trial, cwd: string, shell: Environment): Promise<Exit & { readonly compiled: readonly string[] }> {
  const [program = 'cargo', ...before] = way.cargo;
  return parseCargoRun(await exec(program, [...before, 'run', '--color', 'never'], { cwd, env: { ...env, ...shell }, statuses: 'any' }));
}

function compare({ status, stdout }: Exit, scratch: string): Verdict {
  if (status !== 0) return 'broken';
  return stdout === scratch ? 'right' : 'wrong';
}

/** All that is the repository's own is compiled anew; `env` has nothing of the way's. */
async function fromScratch({ scratch }: Place, cwd: string, env: Environment): Promise<string> {
  const options = { cwd, env: { ...env, CARGO_TARGET_DIR: scratch, CARGO_BUILD_BUILD_DIR: scratch, CARGO_SHARE: '0' } };
  const { stdout: metadata } = await exec('cargo', ['metadata', '--no-deps', '--offline', '--format-version', '1'], options);
  const { packages } = JSON.parse(metadata) as { readonly packages: readonly { readonly name: string }[] };
  for (const { name } of packages) await exec('cargo', ['clean', '-q', '-p', name], options);
  return (await exec('cargo', ['run', '-q', '--color', 'never'], options)).stdout;
}

/** Of the first way, whose build directory is a plain one; later ways find them there. */
function keepDependencies({ scratch }: Place, main: string): void {
  if (!existsSync(scratch)) copyTree(join(main, 'target'), scratch);
}
