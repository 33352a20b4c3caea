import { posix } from 'node:path';
import { gitDirectories } from '../../../formats/git/head.ts';
import { git, gitFailure, gitSync } from '../../../formats/git/run-git.ts';
import type { Worktree } from '../../../formats/git/worktrees.ts';
import type { AbsolutePath } from '../../../system/brand.ts';
import type { Failure } from '../../../system/failure.ts';
import { readText } from '../../../system/fs.ts';
import { err, ok, type Result } from '../../../system/result.ts';
import type { Manifest } from './manifests.ts';
import { createPlaceFinder, type Place, type PlaceFinder } from './places.ts';

export interface WorktreeSurvey {
  readonly worktree: Worktree;
  readonly gitDirectory: AbsolutePath;
  readonly places: readonly Place[];
  /** Cargo configuration files that git tracks, relative to the worktree. */
  readonly tracked: ReadonlySet<string>;
}

/** How many git processes run at once. */
const AT_ONCE = 8;
const WANTED = [':(glob)**/Cargo.toml', ':(glob)**/.cargo/config', ':(glob)**/.cargo/config.toml'];

/** Looks at all worktrees, by one git process each. One that vanishes meanwhile is left out. */
export async function surveyAll(worktrees: readonly Worktree[]): Promise<Result<WorktreeSurvey[], Failure>> {
  const finder = createPlaceFinder();
  const surveys: WorktreeSurvey[] = [];
  for (let at = 0; at < worktrees.length; at += AT_ONCE) {
    const batch = await Promise.all(worktrees.slice(at, at + AT_ONCE).map((worktree) => surveyWorktree(worktree, finder)));
    for (const survey of batch) {
      if (survey.ok) surveys.push(survey.value);
      else if (survey.error.code !== 'worktree-vanished') return survey;
    }
  }
  return ok(surveys);
}

/** A manifest that git does not know counts at the worktree's root alone. */
async function surveyWorktree(worktree: Worktree, finder: PlaceFinder): Promise<Result<WorktreeSurvey, Failure>> {
  const directories = gitDirectories(worktree.path);
  if (directories === undefined) {
    return err({ code: 'worktree-vanished', message: 'The worktree is gone from the disk.', path: worktree.path });
  }
  const listed = await git(worktree.path, ['ls-files', '-z', '--deduplicate', '--', ...WANTED]);
  if (!listed.ok) return err(gitFailure(listed.error, worktree.path));
  const names = listed.value.stdout.toString('utf8').split('\0').filter((name) => name !== '');
  const isManifest = (name: string): boolean => posix.basename(name) === 'Cargo.toml';
  return ok({
    worktree,
    gitDirectory: directories.own as AbsolutePath,
    places: finder(worktree.path, readManifests(worktree.path, new Set([...names.filter(isManifest), 'Cargo.toml']))),
    tracked: new Set(names.filter((name) => !isManifest(name))),
  });
}

function readManifests(worktree: AbsolutePath, paths: ReadonlySet<string>): Manifest[] {
  return [...paths].flatMap((path) => {
    const text = readText(`${worktree}/${path}`);
    return text === undefined ? [] : [{ path, directory: path.slice(0, -'Cargo.toml'.length).replace(/\/$/, ''), text }];
  });
}

/** Whether any repository has this file in its index: links lead anywhere. */
export function isTrackedAnywhere(path: string): boolean {
  const asked = gitSync(posix.dirname(path), ['ls-files', '-z', '--', posix.basename(path)]);
  return asked.ok && asked.value.stdout.length > 0;
}
