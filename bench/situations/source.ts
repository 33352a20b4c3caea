import { exec, type Environment } from '../../test/rig/process.ts';
import { writeFiles } from '../../test/rig/rig.ts';
import { edit } from '../matrix/edit.ts';
import type { Difference, Situation } from './situation.ts';

/** Of the commit that a second worktree is made from. */
export function branchOf(index: number): string {
  return `situation-${index}`;
}

/** A repository of the situation's files with a branch for each difference, at `directory`. */
export async function makeSource(situation: Situation, differences: readonly Difference[], o: { readonly directory: string; readonly env: Environment }): Promise<void> {
  const options = { cwd: o.directory, env: o.env };
  const git = (...args: readonly string[]): Promise<unknown> => exec('git', args, options);
  writeFiles(o.directory, { '.gitignore': 'target\n', ...situation.files });
  await git('init', '-q', '-b', 'main');
  await exec('cargo', ['generate-lockfile', '-q'], options);
  await git('add', '-A');
  await git('commit', '-q', '-m', 'Start');
  for (const [index, difference] of differences.entries()) {
    await git('switch', '-q', '-c', branchOf(index), 'main');
    if (difference.by !== 'commit') continue;
    edit(o.directory, difference.files);
    await git('add', '-A');
    await git('commit', '-q', '--allow-empty', '-m', difference.input);
  }
  await git('switch', '-q', 'main');
}
